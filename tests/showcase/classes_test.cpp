// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <sstream>

#include "tests/showcase/saying.hpp"

// A class of diseases knows its members: whoever has one of them meets the class, whatever the record calls it.
namespace elig::showcase {
namespace {

TEST(Classes, OfOperationsOnTheCorneaEachIsItsOwn) {
  excluding("LASIK or PRK within 6 months")
      .fails("LASIK", made::somebody().procedure("LASIK", "2024-03-01"))
      .passes("radial keratotomy", made::somebody().procedure("Radial keratotomy", "2024-03-01"));
  excluding("Refractive surgery within 6 months").fails("PRK", made::somebody().procedure("Photorefractive keratectomy", "2024-03-01"));
}

TEST(Classes, AngiogenesisIsInhibitedByMoreThanAntibodies) {
  excluding("Prior anti-angiogenic therapy")
      .fails("thalidomide", made::somebody().drug("Thalidomide", "2022-01-01", "2022-06-01"))
      .fails("bevacizumab", made::somebody().drug("Bevacizumab", "2022-01-01", "2022-06-01"))
      .passes("aspirin", made::somebody().drug("Aspirin", "2022-01-01"));
  excluding("Prior anti-VEGF therapy").passes("thalidomide", made::somebody().drug("Thalidomide", "2022-01-01", "2022-06-01"));
}

struct Class {
  const char* name;
  const char* members;  ///< by semicolons
};
void PrintTo(const Class& of, std::ostream* out) { *out << of.name; }

class Classes : public testing::TestWithParam<Class> {};

TEST_P(Classes, KnowTheirMembers) {
  std::istringstream members(GetParam().members);
  Saying asked = excluding(GetParam().name);
  for (std::string member; std::getline(members, member, ';');) asked.fails(member, woman().condition(member, "", "2022-01-01"));
  asked.passes("something else", woman().condition("Ankle sprain", "S93.409A", "2022-01-01"));
}

INSTANTIATE_TEST_SUITE_P(Organs, Classes, testing::Values(
    Class{"Respiratory disease",
          "COPD;Asthma;Bronchiectasis;Idiopathic pulmonary fibrosis;Cystic fibrosis;Obstructive sleep apnea;Pulmonary embolism;"
          "Sarcoidosis of lung;Pneumonia;Emphysema;Pulmonary arterial hypertension;Pleural effusion;Chronic respiratory failure"},
    Class{"Lung disease",
          "COPD;Asthma;Pulmonary fibrosis;Interstitial pneumonitis;Bronchiectasis;Hypersensitivity pneumonitis;Silicosis;Asbestosis;"
          "Sarcoidosis of lung"},
    Class{"Kidney disease",
          "Diabetic nephropathy;IgA nephropathy;Polycystic kidney disease;Lupus nephritis;Hydronephrosis;End stage renal disease;"
          "Acute kidney injury;Nephrolithiasis;Pyelonephritis;Hypertensive chronic kidney disease;Alport syndrome;Renal cell carcinoma;"
          "Proteinuria"},
    Class{"Liver disease",
          "Cirrhosis;Hepatitis C;Nonalcoholic steatohepatitis;Fatty liver;Primary biliary cholangitis;Autoimmune hepatitis;"
          "Hepatocellular carcinoma;Alcoholic hepatitis;Hemochromatosis;Wilson disease;Portal hypertension;Esophageal varices;"
          "Budd-Chiari syndrome;Hepatic encephalopathy;Liver failure;Alpha-1-antitrypsin deficiency"},
    Class{"Cardiovascular disease",
          "Coronary artery disease;Atrial fibrillation;Heart failure;Stroke;Peripheral artery disease;Aortic stenosis;Hypertension;"
          "Deep vein thrombosis;Pulmonary embolism;Cardiomyopathy;Myocarditis;Abdominal aortic aneurysm;Transient ischemic attack;"
          "Carotid stenosis;Pericarditis;Congenital heart disease"},
    Class{"Heart disease",
          "Coronary artery disease;Atrial fibrillation;Heart failure;Aortic stenosis;Cardiomyopathy;Myocarditis;Angina pectoris;"
          "Ventricular septal defect;Rheumatic mitral stenosis;Endocarditis;Complete heart block;Tetralogy of Fallot"},
    Class{"Thyroid disease",
          "Hypothyroidism;Graves disease;Hashimoto thyroiditis;Thyroid nodule;Papillary thyroid carcinoma;Goiter;Thyrotoxicosis;"
          "Postablative hypothyroidism;Congenital hypothyroidism;Thyroid eye disease"},
    Class{"Endocrine disorder",
          "Type 2 diabetes;Cushing syndrome;Addison disease;Acromegaly;Hypopituitarism;Hyperparathyroidism;Pheochromocytoma;"
          "Polycystic ovary syndrome;Hypogonadism;Prolactinoma;Hypothyroidism"},
    Class{"Adrenal disease",
          "Addison disease;Cushing syndrome;Primary aldosteronism;Congenital adrenal hyperplasia;Pheochromocytoma;Adrenal insufficiency"},
    Class{"Pituitary disease",
          "Acromegaly;Prolactinoma;Hypopituitarism;Diabetes insipidus;Pituitary adenoma;Growth hormone deficiency"},
    Class{"Neurological disorder",
          "Epilepsy;Multiple sclerosis;Parkinson disease;Stroke;Migraine;Alzheimer disease;Guillain-Barre syndrome;Myasthenia gravis;ALS;"
          "Diabetic neuropathy;Essential tremor;Restless legs syndrome;Traumatic brain injury;Dementia;Seizure;Bell palsy;"
          "Huntington disease;Cerebral palsy;Spinal muscular atrophy;Meningitis;Hydrocephalus;Carpal tunnel syndrome"},
    Class{"Autoimmune disease",
          "Rheumatoid arthritis;Systemic lupus erythematosus;Multiple sclerosis;Type 1 diabetes;Graves disease;Hashimoto thyroiditis;"
          "Crohn disease;Ulcerative colitis;Celiac disease;Psoriasis;Myasthenia gravis;Sjogren syndrome;Vitiligo;Alopecia areata;"
          "Systemic sclerosis;Vasculitis;Autoimmune hepatitis;Primary biliary cholangitis;Ankylosing spondylitis;Immune thrombocytopenia;"
          "Autoimmune hemolytic anemia;Antiphospholipid syndrome;Pemphigus vulgaris;Bullous pemphigoid;Guillain-Barre syndrome;"
          "Sarcoidosis;Polymyositis;Dermatomyositis;Behcet disease;Psoriatic arthritis;Juvenile idiopathic arthritis;"
          "Granulomatosis with polyangiitis;Neuromyelitis optica;Goodpasture syndrome;Pernicious anemia;Giant cell arteritis;"
          "Polymyalgia rheumatica"},
    Class{"Inflammatory bowel disease",
          "Crohn disease;Ulcerative colitis;Indeterminate colitis;Ulcerative proctitis"},
    Class{"Gastrointestinal disease",
          "Crohn disease;GERD;Peptic ulcer;Irritable bowel syndrome;Celiac disease;Diverticulitis;Gastroparesis;Chronic pancreatitis;"
          "Colonic polyps;Gastritis;Barrett esophagus;Bowel obstruction;Gastrointestinal bleeding;Cholelithiasis;"
          "Eosinophilic esophagitis;Short bowel syndrome"},
    Class{"Psychiatric disorder",
          "Major depression;Schizophrenia;Bipolar disorder;Generalized anxiety disorder;PTSD;ADHD;Anorexia nervosa;Autism;Panic disorder;"
          "OCD;Borderline personality disorder;Alcohol dependence;Psychosis;Dysthymia"},
    Class{"Skin disease",
          "Psoriasis;Atopic dermatitis;Acne;Rosacea;Vitiligo;Urticaria;Cellulitis;Alopecia areata;Hidradenitis suppurativa;Melanoma;"
          "Seborrheic dermatitis;Contact dermatitis;Lichen planus"},
    Class{"Bleeding disorder",
          "Hemophilia A;Von Willebrand disease;Immune thrombocytopenia;Thrombocytopenia;Factor VII deficiency;Coagulopathy;"
          "Disseminated intravascular coagulation"},
    Class{"Hematologic disease",
          "Sickle cell disease;Iron deficiency anemia;Thalassemia;Hemophilia A;Multiple myeloma;Leukemia;Neutropenia;Polycythemia vera;"
          "Myelodysplastic syndrome;Thrombocytopenia;Aplastic anemia"},
    Class{"Active infection",
          "Pneumonia;Urinary tract infection;Cellulitis;Tuberculosis;HIV disease;Chronic hepatitis B;Osteomyelitis;Sepsis;COVID-19;"
          "Herpes zoster;Candidiasis;Bronchitis, acute;Septic arthritis;Endocarditis;Abscess of skin;Pyelonephritis;Syphilis;Malaria;"
          "Influenza;Clostridium difficile colitis;Otitis media;Sinusitis;Cystitis"},
    Class{"Eye disease",
          "Glaucoma;Cataract;Diabetic retinopathy;Uveitis;Macular degeneration;Dry eye;Keratoconus;Optic neuritis;Conjunctivitis;"
          "Retinal detachment;Amblyopia;Corneal ulcer"},
    Class{"Retinal disease",
          "Diabetic retinopathy;Macular degeneration;Retinal detachment;Central retinal vein occlusion;Retinitis pigmentosa;"
          "Macular edema;Retinal artery occlusion;Epiretinal membrane;Macular hole;Retinopathy of prematurity"},
    Class{"Connective tissue disease",
          "Systemic lupus erythematosus;Systemic sclerosis;Sjogren syndrome;Dermatomyositis;Mixed connective tissue disease;"
          "Marfan syndrome;Ehlers-Danlos syndrome"},
    Class{"Metabolic disorder",
          "Type 2 diabetes;Hyperlipidemia;Gout;Obesity;Phenylketonuria;Gaucher disease;Metabolic syndrome;Hemochromatosis;Wilson disease;"
          "Hypokalemia"},
    Class{"Dementia",
          "Alzheimer disease;Vascular dementia;Lewy body dementia;Frontotemporal dementia"},
    Class{"Movement disorder",
          "Parkinson disease;Essential tremor;Huntington disease;Dystonia;Tardive dyskinesia;Restless legs syndrome;Tourette syndrome;Ataxia"},
    Class{"Malignancy",
          "Melanoma;Multiple myeloma;Chronic lymphocytic leukemia;Hodgkin lymphoma;Glioblastoma;Kaposi sarcoma;Carcinoid tumor;"
          "Thyroid cancer;GIST;Mesothelioma;Polycythemia vera;Myelodysplastic syndrome;Basal cell carcinoma;Neuroblastoma;"
          "Waldenstrom macroglobulinemia;Cholangiocarcinoma"},
    Class{"Hematologic malignancy",
          "Multiple myeloma;Chronic lymphocytic leukemia;Hodgkin lymphoma;Myelodysplastic syndrome;Polycythemia vera;Mycosis fungoides;"
          "Acute myeloid leukemia"},
    Class{"Immunodeficiency",
          "HIV disease;Common variable immunodeficiency;Severe combined immunodeficiency;Selective IgA deficiency;DiGeorge syndrome;Asplenia;AIDS"},
    Class{"Arrhythmia",
          "Atrial fibrillation;Atrial flutter;Ventricular tachycardia;Supraventricular tachycardia;Sick sinus syndrome;"
          "Complete heart block;Long QT syndrome;Bradycardia;Wolff-Parkinson-White syndrome;Premature ventricular contractions;"
          "Brugada syndrome"},
    Class{"Valvular heart disease",
          "Aortic stenosis;Mitral regurgitation;Mitral valve prolapse;Rheumatic mitral stenosis;Tricuspid regurgitation;"
          "Aortic insufficiency;Bicuspid aortic valve"},
    Class{"Thromboembolic disease",
          "Deep vein thrombosis;Pulmonary embolism;Portal vein thrombosis;Retinal vein occlusion;Cerebral venous thrombosis"},
    Class{"Cerebrovascular disease",
          "Ischemic stroke;Transient ischemic attack;Subarachnoid hemorrhage;Carotid stenosis;Cerebral aneurysm;Moyamoya disease;"
          "Intracerebral hemorrhage"},
    Class{"Coronary artery disease",
          "Myocardial infarction;Unstable angina;Old myocardial infarction;Ischemic cardiomyopathy;Acute coronary syndrome;Stable angina"},
    Class{"Urologic disease",
          "Benign prostatic hyperplasia;Overactive bladder;Urinary incontinence;Nephrolithiasis;Prostatitis;Urinary retention;"
          "Interstitial cystitis;Bladder cancer"},
    Class{"Sleep disorder",
          "Obstructive sleep apnea;Insomnia;Narcolepsy;Restless legs syndrome;REM sleep behavior disorder;Circadian rhythm sleep disorder"},
    Class{"Neuromuscular disease",
          "Myasthenia gravis;ALS;Duchenne muscular dystrophy;Spinal muscular atrophy;Myotonic dystrophy;Polymyositis;CIDP"},
    Class{"Arthritis",
          "Osteoarthritis;Rheumatoid arthritis;Gout;Psoriatic arthritis;Septic arthritis;Ankylosing spondylitis;Reactive arthritis"},
    Class{"Anemia",
          "Iron deficiency anemia;Sickle cell disease;Thalassemia;Aplastic anemia;Hemolytic anemia;Pernicious anemia;"
          "Anemia in chronic kidney disease"},
    Class{"Diabetes",
          "Type 1 diabetes;Type 2 diabetes;Diabetic ketoacidosis;Diabetic retinopathy;Gestational diabetes;MODY;Diabetic foot ulcer"},
    Class{"Substance use disorder",
          "Alcohol dependence;Opioid use disorder;Cocaine abuse;Cannabis dependence;Methamphetamine use disorder;Sedative dependence"},
    Class{"Pancreatic disease",
          "Acute pancreatitis;Chronic pancreatitis;Pancreatic cancer;Exocrine pancreatic insufficiency;Pancreatic cyst"},
    Class{"Seizure disorder",
          "Epilepsy;Status epilepticus;Lennox-Gastaut syndrome;Dravet syndrome;Focal epilepsy"},
    Class{"Peripheral neuropathy",
          "Diabetic neuropathy;Chemotherapy-induced peripheral neuropathy;CIDP;Alcoholic polyneuropathy;Charcot-Marie-Tooth disease"},
    Class{"Chronic pain",
          "Fibromyalgia;Complex regional pain syndrome;Chronic pain syndrome"},
    Class{"Gynecologic disease",
          "Endometriosis;Uterine fibroids;Ovarian cyst;Pelvic inflammatory disease;Polycystic ovary syndrome;Menorrhagia"},
    Class{"Sexually transmitted infection",
          "Chlamydia;Gonorrhea;Syphilis;Genital herpes;Trichomoniasis;HIV disease;Genital warts"},
    Class{"Biliary disease",
          "Cholelithiasis;Cholecystitis;Primary sclerosing cholangitis;Choledocholithiasis;Cholangitis;Biliary stricture;"
          "Primary biliary cholangitis"},
    Class{"Vasculitis",
          "Giant cell arteritis;Granulomatosis with polyangiitis;Takayasu arteritis;Polyarteritis nodosa;Kawasaki disease;Behcet disease;"
          "Microscopic polyangiitis;IgA vasculitis"},
    Class{"Interstitial lung disease",
          "Idiopathic pulmonary fibrosis;Hypersensitivity pneumonitis;Radiation pneumonitis;Sarcoidosis of lung;"
          "Nonspecific interstitial pneumonia;Drug-induced interstitial lung disease"},
    Class{"Ear disease",
          "Otitis media;Tinnitus;Hearing loss;Meniere disease;Cholesteatoma"},
    Class{"Genetic disorder",
          "Cystic fibrosis;Down syndrome;Sickle cell disease;Huntington disease;Marfan syndrome;Fragile X syndrome;Turner syndrome;"
          "Hemophilia A;Neurofibromatosis"},
    Class{"Electrolyte abnormality",
          "Hypokalemia;Hyponatremia;Hypercalcemia;Hyperkalemia;Hypomagnesemia"}));

TEST(Therapies, OfCancerAreDrugsHormonesAndRadiation) {
  Saying asked = excluding("Prior anticancer therapy");
  for (const char* drug : {"Paclitaxel", "Pembrolizumab", "Tamoxifen 20 mg tablet", "Letrozole", "Leuprolide", "Imatinib"}) asked.fails(drug, woman().drug(drug, "2024-01-10"));
  asked.fails("radiotherapy", woman().procedure("External beam radiotherapy", "2023-05-02"));
  asked.passes("other drugs", woman().drug("Metformin", "2024-01-10"));
  excluding("Prior systemic anticancer therapy")
      .fails("hormones", woman().drug("Tamoxifen 20 mg tablet", "2024-01-10"))
      .passes("radiotherapy is not systemic", woman().procedure("External beam radiotherapy", "2023-05-02").drug("Metformin", "2024-01-10"));
}

TEST(Wordings, OfTheRecurrentTheUncontrolledAndHistory) {
  excluding("Active or recurrent breast cancer").fails("an active one", woman().condition("Breast cancer", "C50.919", "2023-01-10")).passes("none", woman().condition("Gout", "M10.9", "2020-01-01"));
  excluding("Hx of stroke").fails("a stroke", woman().condition("Stroke", "I63.9", "2015-01-10", ClinicalStatus::inactive)).passes("none", woman().condition("Gout", "M10.9", "2020-01-01"));
  excluding("Women of childbearing potential").is_open("nothing on record against it", woman()).fails("pregnant", woman().condition("Pregnancy", "Z33.1", "2024-02-01"));
}

TEST(Names, TheWordOfALongerNameIsNotTheThing) {
  struct Row {
    const char* asked;
    const char* recorded;
    Outcome outcome;
  };
  for (const Row& row : {Row{"Hypertension", "Portal hypertension", Outcome::pass}, Row{"Hypertension", "Pulmonary hypertension, unspecified", Outcome::pass},
                         Row{"Hypertension", "Essential hypertension", Outcome::fail}, Row{"Diabetes", "Diabetes insipidus", Outcome::pass},
                         Row{"Stroke", "Heat stroke", Outcome::pass}, Row{"Depression", "Respiratory depression", Outcome::pass},
                         Row{"Hemorrhage", "Subarachnoid hemorrhage", Outcome::fail}, Row{"Hemorrhage", "Subdural hematoma", Outcome::fail},
                         Row{"Colitis", "Ulcerative colitis", Outcome::fail}, Row{"Aneurysm", "Abdominal aortic aneurysm", Outcome::fail},
                         Row{"Abscess", "Dental abscess", Outcome::unknown}, Row{"Depression", "Bipolar depression", Outcome::unknown}}) {
    const Explanation answer = made::explain(rules_of(std::string("Exclusion Criteria:\n- ") + row.asked), woman().condition(row.recorded, "", "2015-01-01"));
    EXPECT_EQ(answer.criteria.at(0).outcome, row.outcome) << row.asked << ": " << row.recorded;
  }
}

}  // namespace
}  // namespace elig::showcase

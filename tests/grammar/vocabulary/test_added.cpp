// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
// What a user adds to the built-in vocabulary: tables of their own, folders of OHDSI Athena.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "grammar/parse.hpp"
#include "grammar/vocabulary_builder.hpp"

namespace elig {
namespace {

using Folder = std::map<std::string, std::string, std::less<>>;

// ---- what there is

std::shared_ptr<const Vocabulary> with_table(const std::string& rows) {
  VocabularyBuilder builder;
  builder.add_table("id\tkind\tname\tsynonyms\tcodes\tparents\tattributes\n" + rows, "own.tsv");
  return builder.build();
}

VocabularyBuilder::Files files_of(const Folder& folder, std::size_t piece = 7) {
  return [folder, piece](std::string_view name, const std::function<void(std::string_view)>& take) {
    const auto file = folder.find(name);
    if (file == folder.end()) return false;
    for (std::size_t at = 0; at < file->second.size(); at += piece) take(std::string_view(file->second).substr(at, piece));
    return true;
  };
}

std::shared_ptr<const Vocabulary> with_folder(const Folder& folder, std::size_t piece = 7) {
  VocabularyBuilder builder;
  builder.add_athena("athena", files_of(folder, piece));
  return builder.build();
}

const std::string concept_head = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason\n";
std::string concept_row(int id, const std::string& name, const std::string& domain, const std::string& system, const std::string& standard, const std::string& code, const std::string& invalid = "") {
  return std::to_string(id) + "\t" + name + "\t" + domain + "\t" + system + "\tclass\t" + standard + "\t" + code + "\t20000101\t20991231\t" + invalid + "\n";
}
Folder folder(const std::string& concepts, const std::string& ancestors = "", const std::string& relationships = "", const std::string& synonyms = "") {
  return {{"CONCEPT.csv", concept_head + concepts},
          {"CONCEPT_ANCESTOR.csv", "ancestor_concept_id\tdescendant_concept_id\tmin_levels_of_separation\tmax_levels_of_separation\n" + ancestors},
          {"CONCEPT_RELATIONSHIP.csv", "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason\n" + relationships},
          {"CONCEPT_SYNONYM.csv", "concept_id\tconcept_synonym_name\tlanguage_concept_id\n" + synonyms}};
}
const std::string fever = concept_row(1, "Harbour fever", "Condition", "SNOMED", "S", "9000001");
const std::string acute = concept_row(2, "Acute harbour fever", "Condition", "SNOMED", "S", "9000002");

std::string ids(const Vocabulary& vocabulary, const std::vector<ConceptIndex>& found) {
  std::string text;
  for (const ConceptIndex c : found) text += (text.empty() ? "" : " ") + vocabulary.at(c).id;
  return text;
}
std::string named(const Vocabulary& vocabulary, const std::string& words) { return ids(vocabulary, vocabulary.named(words)); }
std::string coded(const Vocabulary& vocabulary, const std::string& system, const std::string& code) { return ids(vocabulary, vocabulary.coded(system, code)); }
bool is_a(const Vocabulary& vocabulary, const std::string& narrower, const std::string& broader) { return vocabulary.is_a(vocabulary.find(narrower).value(), vocabulary.find(broader).value()); }

template <typename Read>
std::string refusal(const Read& read) {
  try {
    (void)read();
  } catch (const VocabularyError& error) {
    return error.what();
  }
  return "not refused";
}

// ---- the built-in one

TEST(BuiltIn, EveryConceptIsItselfSoThatTheHierarchyHasNoCircle) {
  const auto words = Vocabulary::builtin();
  for (ConceptIndex c = 0; c < words->concepts().size(); ++c) EXPECT_TRUE(words->is_a(c, c)) << words->at(c).id;
}
TEST(BuiltIn, NothingAddedGivesTheSameDigest) { EXPECT_EQ(VocabularyBuilder().build()->digest(), Vocabulary::builtin()->digest()); }

// ---- tables

TEST(AddedTable, BringsConceptsBelowBuiltInOnes) {
  const auto words = with_table("examplumab\tdrug\texamplumab\tEXM-101\t\tmonoclonal-antibody\thalf_life=21\n");
  EXPECT_EQ(named(*words, "EXM-101"), "examplumab");
  EXPECT_TRUE(is_a(*words, "examplumab", "monoclonal-antibody"));
  EXPECT_EQ(words->at(*words->find("examplumab")).attribute("half_life"), "21");
}
TEST(AddedTable, AddsToABuiltInConceptOfTheSameIdAndKeepsItsAttributes) {
  const auto words = with_table("hemoglobin\tmeasurement\tred pigment\t\tLOINC:99999-9\t\tunit=g/L;specimen=blood\n");
  EXPECT_EQ(named(*words, "red pigment"), "hemoglobin");
  EXPECT_EQ(coded(*words, "LOINC", "99999-9"), "hemoglobin");
  EXPECT_EQ(words->at(*words->find("hemoglobin")).attribute("unit"), "g/dL");
  EXPECT_EQ(named(*words, "Hgb"), "hemoglobin");
}
TEST(AddedTable, ANameThatAnotherConceptHasStandsForBoth) { EXPECT_EQ(named(*with_table("site-asthma\tcondition\tasthma\n"), "asthma"), "asthma site-asthma"); }
TEST(AddedTable, ParentsMayFollowTheirChildren) { EXPECT_TRUE(is_a(*with_table("lower\tcondition\tlower thing\t\t\tupper\nupper\tcondition\tupper thing\n"), "lower", "upper")); }
TEST(AddedTable, CirclesAreNotClosed) {
  const auto words = with_table("one\tcondition\tone thing\t\t\ttwo\ntwo\tcondition\ttwo thing\t\t\tone|asthma\n");
  EXPECT_FALSE(is_a(*words, "one", "two"));
  EXPECT_FALSE(is_a(*words, "two", "one"));
  EXPECT_TRUE(is_a(*words, "two", "asthma"));
}
TEST(AddedTable, ChangesTheDigest) {
  EXPECT_NE(with_table("x-one\tcondition\tone thing\n")->digest(), Vocabulary::builtin()->digest());
  EXPECT_NE(with_table("x-one\tcondition\tone thing\n")->digest(), with_table("x-one\tcondition\tone thinG\n")->digest());
  EXPECT_EQ(with_table("x-one\tcondition\tone thing\n")->digest(), with_table("x-one\tcondition\tone thing\n")->digest());
}

struct Broken {
  const char* rows;
  const char* reason;
};
class BrokenTable : public testing::TestWithParam<Broken> {};
TEST_P(BrokenTable, IsRefusedInOneLine) { EXPECT_EQ(refusal([] { return with_table(GetParam().rows); }), GetParam().reason); }
INSTANTIATE_TEST_SUITE_P(
    AddedTable, BrokenTable,
    testing::Values(Broken{"x\tcondition\n", "own.tsv, line 2: fewer than three columns (id, kind, name)"}, Broken{"\tcondition\tname\n", "own.tsv, line 2: no id"},
                    Broken{"x\tcondition\t\n", "own.tsv, line 2: no name"}, Broken{"x\tdisease\tname\n", "own.tsv, line 2: 'disease' is no kind of concept"},
                    Broken{"a\tcondition\tname\nx\tcondition\tname\t\tJ45\n", "own.tsv, line 3: code 'J45' is not written SYSTEM:code"},
                    Broken{"x\tcondition\tname\t\tSNOMED:1\n", "own.tsv, line 2: 'SNOMED' is no code system elig knows"},
                    Broken{"x\tcondition\tname\t\t\tnobody\n", "own.tsv, line 2: no concept 'nobody' to be the parent of 'x'"},
                    Broken{"x\tcondition\tname\t\t\t\tunit\n", "own.tsv, line 2: attribute 'unit' is not written key=value"},
                    Broken{"asthma\tdrug\tasthma\n", "own.tsv, line 2: 'asthma' is of another kind already"}));
TEST(AddedTable, WithoutItsColumnsIsNoTable) {
  EXPECT_EQ(refusal([] { VocabularyBuilder b; b.add_table("asthma\tcondition\tasthma\n", "own.tsv"); return b.build(); }),
            "own.tsv, line 1: the first line does not name the columns id, kind, name, … (apart by tabs)");
  EXPECT_EQ(refusal([] { VocabularyBuilder b; b.add_table("", "own.tsv"); return b.build(); }), "own.tsv: no table of concepts: it has no line that names the columns");
}

// ---- Athena

TEST(Athena, StandardConceptsBecomeConcepts) {
  const auto words = with_folder(folder(fever + acute, "1\t2\t1\t1\n1\t1\t0\t0\n"));
  EXPECT_EQ(named(*words, "Harbour Fevers"), "sct-9000001");
  EXPECT_EQ(coded(*words, "SCT", "9000002"), "sct-9000002");
  EXPECT_TRUE(is_a(*words, "sct-9000002", "sct-9000001"));
  EXPECT_FALSE(is_a(*words, "sct-9000001", "sct-9000002"));
}

struct Domain {
  const char* domain;
  const char* system;
  std::optional<ConceptKind> kind;
};
class Domains : public testing::TestWithParam<Domain> {};
TEST_P(Domains, BecomeKinds) {
  const auto words = with_folder(folder(concept_row(1, "Harbour thing", GetParam().domain, GetParam().system, "S", "X1")));
  const auto found = words->named("harbour thing");
  ASSERT_EQ(found.size(), GetParam().kind ? 1U : 0U);
  if (!found.empty()) {
    EXPECT_EQ(words->at(found.front()).kind, *GetParam().kind);
  }
}
INSTANTIATE_TEST_SUITE_P(Athena, Domains,
                         testing::Values(Domain{"Condition", "SNOMED", ConceptKind::condition}, Domain{"Procedure", "CPT4", ConceptKind::procedure}, Domain{"Measurement", "LOINC", ConceptKind::measurement},
                                         Domain{"Observation", "SNOMED", ConceptKind::finding}, Domain{"Drug", "RxNorm", ConceptKind::drug}, Domain{"Drug", "ATC", ConceptKind::drug_class},
                                         Domain{"Drug", "CVX", ConceptKind::vaccine}, Domain{"Drug", "RxNorm Extension", ConceptKind::drug}, Domain{"Visit", "Visit", std::nullopt}, Domain{"Unit", "UCUM", std::nullopt},
                                         Domain{"Device", "SNOMED", std::nullopt}));

TEST(Athena, AConceptOfABuiltInNameAndKindIsTheBuiltInOne) {
  const auto words = with_folder(folder(concept_row(1, "Asthma", "Condition", "SNOMED", "S", "9000005") + concept_row(2, "Harbour asthma", "Condition", "SNOMED", "S", "9000006"), "1\t2\t1\t1\n"));
  EXPECT_EQ(named(*words, "asthma"), "asthma");
  EXPECT_EQ(coded(*words, "SCT", "9000005"), "asthma");
  EXPECT_TRUE(is_a(*words, "sct-9000006", "asthma"));
}
TEST(Athena, ANameThatIsBuiltInWithAnotherKindStaysTheBuiltInOnes) {
  const auto words = with_folder(folder(concept_row(1, "Asthma", "Procedure", "SNOMED", "S", "9000005")));
  EXPECT_EQ(named(*words, "asthma"), "asthma");
  EXPECT_EQ(coded(*words, "SCT", "9000005"), "sct-9000005");
}
TEST(Athena, AConceptWhoseCodeABuiltInOneCarriesIsBelowIt) {
  EXPECT_TRUE(is_a(*with_folder(folder(concept_row(1, "Harbour wheeze", "Condition", "SNOMED", "S", "195967001"))), "sct-195967001", "asthma"));
}
TEST(Athena, CodesOfOtherConceptsCountForWhatTheyMapTo) {
  const auto words = with_folder(folder(fever + concept_row(3, "Fever of harbours", "Condition", "ICD10CM", "", "U99.1") + concept_row(4, "Quay pack", "Drug", "NDC", "", "99999-012"), "", "3\t1\tMaps to\t\t\t\n4\t1\tMaps to\t\t\tD\n3\t1\tIs a\t\t\t\n"));
  EXPECT_EQ(coded(*words, "ICD10", "U99.1"), "sct-9000001");
  EXPECT_EQ(coded(*words, "NDC", "99999-012"), "");  // the relationship is no longer valid
  EXPECT_EQ(named(*words, "fever of harbours"), "sct-9000001");  // the same words
  EXPECT_EQ(named(*words, "quay pack"), "");
}
TEST(Athena, InvalidConceptsLiveOnInTheirSuccessorsByCodeOnly) {
  const auto words = with_folder(folder(fever + concept_row(4, "Wharf fever", "Condition", "SNOMED", "S", "9000004", "U"), "", "4\t1\tMaps to\t\t\t\n"));
  EXPECT_EQ(coded(*words, "SCT", "9000004"), "sct-9000001");
  EXPECT_EQ(named(*words, "wharf fever"), "");
}
TEST(Athena, SynonymsCountInEnglishAndWithoutTheirTag) {
  const auto words = with_folder(folder(fever, "", "", "1\tDockers sickness (disorder)\t4180186\n1\tHafenfieber\t4182504\n1\tAsthma\t4180186\n"));
  EXPECT_EQ(named(*words, "dockers sickness"), "sct-9000001");
  EXPECT_EQ(named(*words, "Hafenfieber"), "");
  EXPECT_EQ(named(*words, "asthma"), "asthma");
}
TEST(Athena, WordsOfTheLanguageNameNothing) {
  for (const char* name : {"Old", "Inhibitor", "History", "12", "With"}) {
    const auto words = with_folder(folder(concept_row(1, name, "Condition", "SNOMED", "S", "9000011")));
    EXPECT_EQ(named(*words, name), named(*Vocabulary::builtin(), name)) << name;
    EXPECT_EQ(coded(*words, "SCT", "9000011"), "sct-9000011") << name;
  }
  EXPECT_EQ(named(*with_folder(folder(concept_row(1, "Quaylimab", "Drug", "RxNorm", "S", "9900007"))), "quaylimab"), "rxnorm-9900007");
}
TEST(Athena, OnlyTheFirstFileIsNeeded) { EXPECT_EQ(named(*with_folder({{"CONCEPT.csv", concept_head + fever}}), "harbour fever"), "sct-9000001"); }
TEST(Athena, PiecesOfAnySizeGiveTheSame) {
  const Folder all = folder(fever + acute, "1\t2\t1\t1\n", "", "1\tDockers sickness\t4180186\n");
  for (const std::size_t piece : {1U, 2U, 63U, 4096U}) {
    const auto words = with_folder(all, piece);
    EXPECT_EQ(words->digest(), with_folder(all)->digest()) << piece;
    EXPECT_EQ(named(*words, "dockers sickness"), "sct-9000001") << piece;
  }
}
TEST(Athena, LinesMayEndInTheOtherWay) {
  std::string concepts = concept_head + fever;
  for (std::size_t at = 0; (at = concepts.find('\n', at)) != std::string::npos; at += 2) concepts.replace(at, 1, "\r\n");
  EXPECT_EQ(named(*with_folder({{"CONCEPT.csv", concepts}}), "harbour fever"), "sct-9000001");
}
TEST(Athena, TheSameFolderTwiceAddsNothing) {
  VocabularyBuilder builder;
  builder.add_athena("one", files_of(folder(fever)));
  builder.add_athena("two", files_of(folder(fever)));
  EXPECT_EQ(builder.build()->concepts().size(), Vocabulary::builtin()->concepts().size() + 1);
}
TEST(Athena, IsReadInTextsLikeBuiltInWords) {
  const auto words = with_folder(folder(concept_row(1, "Quaylimab", "Drug", "RxNorm", "S", "9900007")));
  Study study;
  study.text = "Quaylimab within 4 weeks before enrolment";
  study.eligibility = {0, static_cast<std::uint32_t>(study.text.size())};
  const RuleSet rules = parse(study, *words);
  ASSERT_EQ(rules.criteria.size(), 1U);
  const Atom* atom = rules.criteria[0].rule.atom(rules.criteria[0].rule.root);
  ASSERT_TRUE(atom);
  EXPECT_EQ(atom->kind, AtomKind::exposure);
  EXPECT_EQ(atom->concept_id, "rxnorm-9900007");
}

struct BrokenFolder {
  Folder files;
  const char* reason;
};
class BrokenAthena : public testing::TestWithParam<BrokenFolder> {};
TEST_P(BrokenAthena, IsRefusedInOneLine) { EXPECT_EQ(refusal([] { return with_folder(GetParam().files); }), GetParam().reason); }
INSTANTIATE_TEST_SUITE_P(Athena, BrokenAthena,
                         testing::Values(BrokenFolder{{}, "athena: no CONCEPT.csv, so it is no Athena folder"}, BrokenFolder{{{"CONCEPT.csv", ""}}, "athena/CONCEPT.csv: empty; its first line should name the columns"},
                                         BrokenFolder{{{"CONCEPT.csv", "concept_id,concept_name\n"}}, "athena/CONCEPT.csv, line 1: the first line names no column concept_id (apart by tabs)"},
                                         BrokenFolder{{{"CONCEPT.csv", concept_head + fever + "2\tHalf"}}, "athena/CONCEPT.csv, line 3: fewer columns than the first line names"},
                                         BrokenFolder{folder("x" + fever), "athena/CONCEPT.csv, line 2: 'x1' is no concept id"},
                                         BrokenFolder{folder(fever, "1\tnone\t1\t1\n"), "athena/CONCEPT_ANCESTOR.csv, line 2: 'none' is no concept id"},
                                         BrokenFolder{folder(fever, "", "99999999999\t1\tMaps to\t\t\t\n"), "athena/CONCEPT_RELATIONSHIP.csv, line 2: '99999999999' is no concept id"}));

}  // namespace
}  // namespace elig

// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/atoms/ask.hpp"

/// Values that nobody recorded but that follow from recorded ones by an agreed formula. Never by race.
namespace elig::engine {

struct Derived {
  double value = 0;
  std::string_view unit;       ///< UCUM
  DayInterval when;            ///< of the newest ingredient
  DayInterval oldest;          ///< of the oldest
  const Fact* fact = nullptr;  ///< the ingredient that changes most (creatinine, QT …)
  std::string note;            ///< formula and ingredients
};

/// The value of the question's concept, when a formula for it is known and every ingredient is on record with an exact value;
/// `lacking` then names what is missing, when something is.
///
/// body mass index       weight / height², kg/m2
/// eGFR                  CKD-EPI 2021 creatinine equation (Inker et al., N Engl J Med 2021;385:1737), adults only, mL/min/{1.73_m2}
/// creatinine clearance  Cockcroft & Gault, Nephron 1976;16:31, with the recorded weight, mL/min
/// corrected calcium     calcium + 0.8 × (4.0 − albumin), Payne et al., BMJ 1973;4:643, mg/dL
/// QTcF                  QT / ∛(60/heart rate), Fridericia 1920, of the same day, ms
/// LDL cholesterol       total − HDL − triglycerides/5, Friedewald et al., Clin Chem 1972;18:499, of the same day, triglycerides < 400 mg/dL
/// neutrophil count      leukocytes × neutrophil percentage, of the same day, 10*9/L
/// FIB-4                 age × AST / (platelets × √ALT), Sterling et al., Hepatology 2006;43:1317, of the same day, adults only
/// APRI                  100 × (AST / its upper limit of normal) / platelets, Wai et al., Hepatology 2003;38:518, of the same day, the
///                       limit from the result's own range
/// mean arterial pressure  (systolic + 2 × diastolic) / 3, of the same day, mm[Hg]
/// HOMA-IR               fasting glucose × fasting insulin / 405 (mg/dL, u[IU]/mL), Matthews et al., Diabetologia 1985;28:412, of the same day
///
/// The eGFR is from creatinine; where none is on record, from cystatin C (CKD-EPI 2012, Inker et al., N Engl J Med 2012;367:20).
[[nodiscard]] std::optional<Derived> derive(const Ask& ask, const Question& question, std::string& lacking);

}  // namespace elig::engine

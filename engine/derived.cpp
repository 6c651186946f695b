// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/derived.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "engine/compare.hpp"
#include "engine/window.hpp"

namespace elig::engine {
namespace {

struct Named {
  std::string_view name;   ///< of the vocabulary's `derived` attribute
  std::string_view loinc;  ///< the concept that carries this code has the formula too
  Formula formula;
};
constexpr std::array<Named, 16> formulas{{
    {"bmi", "39156-5", Formula::bmi},
    {"ckd-epi-2021", "98979-8", Formula::ckd_epi},
    {"egfr", "62238-1", Formula::ckd_epi},
    {"egfr", "33914-3", Formula::ckd_epi},
    {"cockcroft-gault", "35591-7", Formula::cockcroft_gault},
    {"crcl", "2164-2", Formula::cockcroft_gault},
    {"corrected-calcium", "29265-6", Formula::corrected_calcium},
    {"fridericia", "76635-2", Formula::fridericia},
    {"qtcf", "", Formula::fridericia},
    {"friedewald", "13457-7", Formula::friedewald},
    {"ldl", "", Formula::friedewald},
    {"anc", "751-8", Formula::neutrophils},
    {"fib-4", "", Formula::fib4},
    {"apri", "", Formula::apri},
    {"mean-arterial-pressure", "8478-0", Formula::mean_arterial},
    {"homa-ir", "47214-2", Formula::homa_ir},
}};

struct Ingredient {
  double value = 0;
  DayInterval when;
  const Fact* fact = nullptr;
};

/// The latest exact value of the test with this LOINC code, in this unit; of `on` that day only.
std::optional<Ingredient> latest(const Ask& ask, std::string_view loinc, std::string_view unit, std::optional<Day> on = {}) {
  std::optional<Ingredient> best;
  for (ConceptIndex c : ask.record.bindings().measured(loinc)) {
    for (std::uint32_t i : ask.record.of(c, {FactKind::observation})) {
      const Fact& fact = *ask.record.at(i).fact;
      if (!fact.value || !fact.value->value.exact() || fact.certainty != Certainty::confirmed || !fact.start.exact()) continue;
      if (on && fact.start.first != *on) continue;
      std::string_view from = ask.record.at(i).unit;
      if (from.empty()) from = fact.value->unit;
      const auto value = elig::convert(fact.value->value.low, from, unit, ask.vocabulary.analyte(c));
      if (!value || !std::isfinite(*value) || *value <= 0) continue;
      // Two different values of one day: neither.
      if (best && best->when == fact.start && !same(best->value, *value)) return std::nullopt;
      if (!best || fact.start.first > best->when.first) best = Ingredient{*value, fact.start, &fact};
    }
  }
  return best;
}

std::optional<int> exact_age(const Ask& ask, Day day) {
  const auto age = ask.age_on(day);
  if (!age || age->low != age->high) return std::nullopt;
  return age->low;
}

void cover(Derived& d, DayInterval when) {
  if (d.when.first == day_min || when.first > d.when.first) d.when = when;
  if (d.oldest.first == day_min || when.first < d.oldest.first) d.oldest = when;
}

}  // namespace

namespace {

/// CKD-EPI 2012 from cystatin C, for adults of known sex.
std::optional<Derived> from_cystatin(const Ask& ask) {
  const auto cystatin = latest(ask, "33863-2", "mg/L");
  if (!cystatin) return std::nullopt;
  const auto age = exact_age(ask, cystatin->when.first);
  const Sex sex = ask.sex();
  if (!age || *age < 18 || sex == Sex::unknown) return std::nullopt;
  const double ratio = cystatin->value / 0.8;
  Derived d;
  cover(d, cystatin->when);
  d.value = 133 * std::pow(std::min(ratio, 1.0), -0.499) * std::pow(std::max(ratio, 1.0), -1.328) * std::pow(0.996, *age) * (sex == Sex::female ? 0.932 : 1.0);
  d.unit = "mL/min/{1.73_m2}";
  d.fact = cystatin->fact;
  d.note = ask.note([&] { return fmt::format("CKD-EPI 2012 from cystatin C {} mg/L, {} years, {}", shown(cystatin->value), *age, sex == Sex::female ? "female" : "male"); });
  return d;
}

/// The upper limit of the result's own range, in `unit`.
std::optional<double> own_upper_limit(const Fact& fact, std::string_view unit) {
  if (!fact.range || !fact.range->high || !fact.value) return std::nullopt;
  std::string from = unit_of(fact.range->unit.empty() ? fact.value->unit : fact.range->unit);
  if (from.empty()) from = fact.range->unit.empty() ? fact.value->unit : fact.range->unit;
  const auto limit = elig::convert(*fact.range->high, from, unit, {});
  return limit && std::isfinite(*limit) && *limit > 0 ? limit : std::nullopt;
}

Formula own_formula(const Concept& entry) {
  const std::string_view attribute = entry.attribute("derived");
  for (const Named& named : formulas) {
    if (!attribute.empty() && attribute == named.name) return named.formula;
    if (named.loinc.empty()) continue;
    for (const ConceptCode& code : entry.codes) {
      if (code.system == "LOINC" && code.code == named.loinc) return named.formula;
    }
  }
  return Formula::none;
}

}  // namespace

Formula formula_for(const Vocabulary& vocabulary, ConceptIndex c) {
  const ConceptKind kind = vocabulary.at(c).kind;
  if (kind != ConceptKind::measurement && kind != ConceptKind::vital) return own_formula(vocabulary.at(c));
  // Asked for something broader ("renal function"): what a narrower concept gives satisfies it. Each once: an added vocabulary is wide
  // and deep.
  std::unordered_set<ConceptIndex> seen{c};
  for (std::vector<ConceptIndex> open{c}; !open.empty();) {
    const Concept& entry = vocabulary.at(open.back());
    open.pop_back();
    if (const Formula f = own_formula(entry); f != Formula::none) return f;
    for (auto child = entry.children.rbegin(); child != entry.children.rend(); ++child)
      if (seen.insert(*child).second) open.push_back(*child);
  }
  return Formula::none;
}

std::optional<Derived> derive(const Ask& ask, const Question& question, std::string& lacking) {
  Derived d;
  const auto need = [&](const std::optional<Ingredient>& i, const char* what) {
    if (i) {
      cover(d, i->when);
    } else {
      lacking += (lacking.empty() ? "" : ", ") + std::string(what);
    }
    return i.has_value();
  };
  switch (question.formula) {
    case Formula::none: return std::nullopt;
    case Formula::bmi: {
      const auto weight = latest(ask, "29463-7", "kg"), height = latest(ask, "8302-2", "m");
      if (!(need(weight, "body weight") & need(height, "body height"))) return std::nullopt;
      d.value = weight->value / (height->value * height->value);
      d.unit = "kg/m2";
      d.fact = weight->fact;
      d.note = ask.note([&] { return fmt::format("weight {} kg / (height {} m)²", shown(weight->value), shown(height->value)); });
      return d;
    }
    case Formula::ckd_epi: {
      const auto creatinine = latest(ask, "2160-0", "mg/dL");
      if (!creatinine) {
        if (auto by_cystatin = from_cystatin(ask)) return by_cystatin;
      }
      if (!need(creatinine, "creatinine")) return std::nullopt;
      const auto age = exact_age(ask, creatinine->when.first);
      const Sex sex = ask.sex();
      if (!age || *age < 18 || sex == Sex::unknown) {
        lacking += !age ? "age" : *age < 18 ? "no formula below 18 years" : "sex";
        return std::nullopt;
      }
      const bool female = sex == Sex::female;
      const double ratio = creatinine->value / (female ? 0.7 : 0.9);
      d.value = 142 * std::pow(std::min(ratio, 1.0), female ? -0.241 : -0.302) * std::pow(std::max(ratio, 1.0), -1.2) * std::pow(0.9938, *age) *
                (female ? 1.012 : 1.0);
      d.unit = "mL/min/{1.73_m2}";
      d.fact = creatinine->fact;
      d.note = ask.note([&] { return fmt::format("CKD-EPI 2021 from creatinine {} mg/dL, {} years, {}", shown(creatinine->value), *age, female ? "female" : "male"); });
      return d;
    }
    case Formula::cockcroft_gault: {
      const auto creatinine = latest(ask, "2160-0", "mg/dL"), weight = latest(ask, "29463-7", "kg");
      if (!(need(creatinine, "creatinine") & need(weight, "body weight"))) return std::nullopt;
      const auto age = exact_age(ask, creatinine->when.first);
      const Sex sex = ask.sex();
      if (!age || *age < 18 || sex == Sex::unknown) {
        lacking += !age ? "age" : *age < 18 ? "no formula below 18 years" : "sex";
        return std::nullopt;
      }
      d.value = (140.0 - *age) * weight->value / (72 * creatinine->value) * (sex == Sex::female ? 0.85 : 1.0);
      d.unit = "mL/min";
      d.fact = creatinine->fact;
      d.note = ask.note([&] {
        return fmt::format("Cockcroft-Gault from creatinine {} mg/dL, {} kg, {} years, {}", shown(creatinine->value), shown(weight->value), *age,
                           sex == Sex::female ? "female" : "male");
      });
      return d;
    }
    case Formula::corrected_calcium: {
      const auto calcium = latest(ask, "17861-6", "mg/dL");
      if (!need(calcium, "calcium")) return std::nullopt;
      const auto albumin = latest(ask, "1751-7", "g/dL", calcium->when.first);
      if (!need(albumin, "albumin of the same day")) return std::nullopt;
      d.value = calcium->value + 0.8 * (4.0 - albumin->value);
      d.unit = "mg/dL";
      d.fact = calcium->fact;
      d.note = ask.note([&] { return fmt::format("calcium {} mg/dL + 0.8 × (4 − albumin {} g/dL)", shown(calcium->value), shown(albumin->value)); });
      return d;
    }
    case Formula::fridericia: {
      const auto qt = latest(ask, "8634-8", "ms");
      if (!need(qt, "QT interval")) return std::nullopt;
      const auto rate = latest(ask, "8867-4", "/min", qt->when.first);
      if (!need(rate, "heart rate of the same day")) return std::nullopt;
      d.value = qt->value / std::cbrt(60 / rate->value);
      d.unit = "ms";
      d.fact = qt->fact;
      d.note = ask.note([&] { return fmt::format("Fridericia from QT {} ms at {}/min", shown(qt->value), shown(rate->value)); });
      return d;
    }
    case Formula::friedewald: {
      const auto total = latest(ask, "2093-3", "mg/dL");
      if (!need(total, "total cholesterol")) return std::nullopt;
      const auto hdl = latest(ask, "2085-9", "mg/dL", total->when.first), fat = latest(ask, "2571-8", "mg/dL", total->when.first);
      if (!(need(hdl, "HDL cholesterol of the same day") & need(fat, "triglycerides of the same day"))) return std::nullopt;
      if (fat->value >= 400) {
        lacking += "no formula with triglycerides of 400 mg/dL and more";
        return std::nullopt;
      }
      d.value = total->value - hdl->value - fat->value / 5;
      d.unit = "mg/dL";
      d.fact = total->fact;
      d.note = ask.note([&] {
        return fmt::format("Friedewald from total cholesterol {}, HDL {}, triglycerides {} mg/dL", shown(total->value), shown(hdl->value), shown(fat->value));
      });
      return d;
    }
    case Formula::neutrophils: {
      const auto white = latest(ask, "6690-2", "10*9/L");
      if (!need(white, "leukocyte count")) return std::nullopt;
      const auto share = latest(ask, "770-8", "%", white->when.first);
      if (!need(share, "neutrophil percentage of the same day")) return std::nullopt;
      d.value = white->value * share->value / 100;
      d.unit = "10*9/L";
      d.fact = white->fact;
      d.note = ask.note([&] { return fmt::format("leukocytes {} × 10*9/L, {} % neutrophils", shown(white->value), shown(share->value)); });
      return d;
    }
    case Formula::fib4: {
      const auto ast = latest(ask, "1920-8", "U/L");
      if (!need(ast, "AST")) return std::nullopt;
      const Day day = ast->when.first;
      const auto alt = latest(ask, "1742-6", "U/L", day), platelets = latest(ask, "777-3", "10*9/L", day);
      if (!(need(alt, "ALT of the same day") & need(platelets, "platelet count of the same day"))) return std::nullopt;
      const auto age = exact_age(ask, day);
      if (!age || *age < 18) {
        lacking += !age ? "age" : "no formula below 18 years";
        return std::nullopt;
      }
      d.value = *age * ast->value / (platelets->value * std::sqrt(alt->value));
      d.unit = "1";
      d.fact = ast->fact;
      d.note = ask.note([&] {
        return fmt::format("FIB-4 from {} years, AST {} U/L, ALT {} U/L, platelets {} × 10*9/L", *age, shown(ast->value), shown(alt->value), shown(platelets->value));
      });
      return d;
    }
    case Formula::apri: {
      const auto ast = latest(ask, "1920-8", "U/L");
      if (!need(ast, "AST")) return std::nullopt;
      const auto platelets = latest(ask, "777-3", "10*9/L", ast->when.first);
      if (!need(platelets, "platelet count of the same day")) return std::nullopt;
      const auto limit = own_upper_limit(*ast->fact, "U/L");
      if (!limit) {
        lacking += "the upper limit of normal of the AST result";
        return std::nullopt;
      }
      d.value = 100 * ast->value / *limit / platelets->value;
      d.unit = "1";
      d.fact = ast->fact;
      d.note = ask.note([&] { return fmt::format("APRI from AST {} U/L of at most {}, platelets {} × 10*9/L", shown(ast->value), shown(*limit), shown(platelets->value)); });
      return d;
    }
    case Formula::mean_arterial: {
      const auto systolic = latest(ask, "8480-6", "mm[Hg]");
      if (!need(systolic, "systolic blood pressure")) return std::nullopt;
      const auto diastolic = latest(ask, "8462-4", "mm[Hg]", systolic->when.first);
      if (!need(diastolic, "diastolic blood pressure of the same day")) return std::nullopt;
      d.value = (systolic->value + 2 * diastolic->value) / 3;
      d.unit = "mm[Hg]";
      d.fact = systolic->fact;
      d.note = ask.note([&] { return fmt::format("({} + 2 × {}) / 3 mmHg", shown(systolic->value), shown(diastolic->value)); });
      return d;
    }
    case Formula::homa_ir: {
      const auto insulin = latest(ask, "27873-9", "u[IU]/mL");
      if (!need(insulin, "fasting insulin")) return std::nullopt;
      const auto glucose = latest(ask, "1558-6", "mg/dL", insulin->when.first);
      if (!need(glucose, "fasting glucose of the same day")) return std::nullopt;
      d.value = glucose->value * insulin->value / 405;
      d.unit = "1";
      d.fact = insulin->fact;
      d.note = ask.note([&] { return fmt::format("HOMA-IR from fasting glucose {} mg/dL, fasting insulin {} µU/mL", shown(glucose->value), shown(insulin->value)); });
      return d;
    }
  }
  return std::nullopt;
}

}  // namespace elig::engine

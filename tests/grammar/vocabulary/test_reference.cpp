// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tests/grammar/vocabulary/tables.hpp"

// Every code of the tables against lists of codes that exist: a wrong code is a silent mismatch. The lists are not part of the
// project; without them only the check digits are looked at.
namespace elig::tables {
namespace {

namespace fs = std::filesystem;

std::string without_dot(std::string code) {
  std::erase(code, '.');
  return code;
}

struct Reference {
  std::map<std::string, std::set<std::string>> codes;  // system → codes; ICD10 without dots
  std::set<std::string> icd10_starts;                  // every beginning of a listed ICD-10 code

  void add_icd10(const std::string& code) {
    codes["ICD10"].insert(code);
    for (std::size_t n = 1; n <= code.size(); ++n) icd10_starts.insert(code.substr(0, n));
  }

  // The list has all categories but only part of the last level (it lacks most codes that records use), so a code right below a
  // listed one passes too; those were read one by one.
  [[nodiscard]] bool icd10(const std::string& code) const {
    return icd10_starts.contains(code) || (code.size() > 3 && codes.at("ICD10").contains(code.substr(0, code.size() - 1)));
  }
};

const Reference* reference() {
  static const Reference loaded = [] {
    Reference list;
    const fs::path folder = fs::path(ELIG_SHARED) / "reference";
    for (const auto& line : lines_of(folder / "loinc-short.tsv.gz")) {
      list.codes["LOINC"].insert(line.substr(0, line.find('\t')));
    }
    // {"version":"…","10000-8":["s"],…}: the keys are codes.
    for (const auto& line : lines_of(folder / "loinc-units.json.gz")) {
      for (std::size_t at = line.find("\":["); at != std::string::npos; at = line.find("\":[", at + 1)) {
        const std::size_t open = line.rfind('"', at - 1);
        if (open != std::string::npos) list.codes["LOINC"].insert(line.substr(open + 1, at - open - 1));
      }
    }
    for (const auto& line : lines_of(folder / "icd10-categories.csv.gz")) list.add_icd10(line.substr(0, line.find(',')));
    const std::map<std::string, std::string> systems{{"http://loinc.org", "LOINC"},
                                                     {"http://snomed.info/sct", "SCT"},
                                                     {"http://www.nlm.nih.gov/research/umls/rxnorm", "RXNORM"},
                                                     {"https://www.nlm.nih.gov/research/umls/rxnorm", "RXNORM"},
                                                     {"http://hl7.org/fhir/sid/cvx", "CVX"}};
    for (const auto& line : lines_of(folder / "codes-seen-in-records.tsv.gz")) {
      const auto cells = split(line, '\t');
      if (cells.size() < 2) continue;
      if (cells[0].find("icd-10") != std::string::npos) {
        list.add_icd10(without_dot(cells[1]));
      } else if (const auto it = systems.find(cells[0]); it != systems.end()) {
        list.codes[it->second].insert(cells[1]);
      }
    }
    return list;
  }();
  return loaded.codes.empty() ? nullptr : &loaded;
}

struct Coded {
  std::string system, code;
  bool prefix = false;
};

Coded parsed(const std::string& text) {
  const std::size_t colon = text.find(':');
  Coded coded{text.substr(0, colon), text.substr(colon + 1)};
  if (coded.code.ends_with('*')) {
    coded.code.pop_back();
    coded.prefix = true;
  }
  return coded;
}

bool listed(const Reference& list, const Coded& coded) {
  if (coded.system == "ICD10") return list.icd10(without_dot(coded.code));
  const auto it = list.codes.find(coded.system);
  return it != list.codes.end() && it->second.contains(coded.code);
}

// ATC stands apart: no list goes beyond its fourth level (docs/vocabulary.md). No list proves a CPT code, so none may be there.
const std::set<std::string>& checked_systems() {
  static const std::set<std::string> systems{"LOINC", "SCT", "ICD10", "RXNORM", "CVX", "CPT"};
  return systems;
}

std::map<std::string, std::string> not_listed() {
  std::map<std::string, std::string> reasons;
  for (const auto& line : lines_of(ELIG_CODES_NOT_LISTED)) {
    if (line.empty() || line.front() == '#' || line.starts_with("codes\t")) continue;
    const auto cells = split(line, '\t');
    EXPECT_TRUE(cells.size() == 2 && !cells[1].empty()) << "codes-not-listed.tsv: '" << line << "' needs codes and a reason";
    for (const auto& code : split(cells[0], '|')) {
      EXPECT_TRUE(code.starts_with("CVX:") || code.starts_with("ICD10:")) << code << ": codes of this system are in a list or in no table";
      EXPECT_TRUE(reasons.emplace(code, line).second) << "codes-not-listed.tsv: " << code << " twice";
    }
  }
  return reasons;
}

TEST(Codes, StandInTheReferenceListsOrAmongThoseNotListed) {
  const Reference* list = reference();
  if (list == nullptr) {
    std::cout << "no reference lists under " << ELIG_SHARED << ": codes are not checked against them\n";
    GTEST_SKIP();
  }
  const auto excused = not_listed();
  for (const Row& row : concept_rows()) {
    for (const std::string& text : row.codes) {
      const Coded coded = parsed(text);
      if (!checked_systems().contains(coded.system) || excused.contains(text)) continue;
      EXPECT_TRUE(listed(*list, coded)) << row.where << ": " << row.id << " has " << text;
    }
  }
}

TEST(Codes, NotListedOnesAreUsedAndReallyNotListed) {
  const Reference* list = reference();
  if (list == nullptr) GTEST_SKIP() << "no reference lists under " << ELIG_SHARED;
  std::set<std::string> used;
  for (const Row& row : concept_rows()) used.insert(row.codes.begin(), row.codes.end());
  for (const auto& [code, line] : not_listed()) {
    EXPECT_TRUE(used.contains(code)) << code << " is in no table any more";
    EXPECT_FALSE(listed(*list, parsed(code))) << code << " is in the lists now";
  }
}

// The check digit of a SNOMED CT identifier (Verhoeff): multiplication in the dihedral group of order ten.
bool sct_digits(std::string_view id) {
  static constexpr std::array<std::array<std::uint8_t, 10>, 10> product{{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                         {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                                                         {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
                                                                         {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                                                         {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
                                                                         {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                                                         {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
                                                                         {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                                                         {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
                                                                         {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}}};
  static constexpr std::array<std::uint8_t, 10> turn{1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  std::size_t check = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const char c = id[id.size() - 1 - i];
    if (c < '0' || c > '9') return false;
    std::size_t digit = static_cast<std::size_t>(c - '0');
    for (std::size_t n = 0; n < i % 8; ++n) digit = turn[digit];
    check = product[check][digit];
  }
  return id.size() >= 6 && id.size() <= 18 && check == 0;
}

// The check digit of a LOINC number (Luhn), behind its hyphen.
bool loinc_digits(std::string_view number) {
  const std::size_t hyphen = number.find('-');
  if (hyphen == std::string_view::npos || hyphen == 0 || hyphen + 2 != number.size()) return false;
  int sum = 0;
  for (std::size_t i = 0; i < hyphen; ++i) {
    const char c = number[hyphen - 1 - i];
    if (c < '0' || c > '9') return false;
    const int digit = (c - '0') * (i % 2 == 0 ? 2 : 1);
    sum += digit / 10 + digit % 10;
  }
  return (10 - sum % 10) % 10 == number[hyphen + 1] - '0';
}

TEST(Codes, CheckDigitsHold) {
  ASSERT_TRUE(sct_digits("22298006"));
  ASSERT_FALSE(sct_digits("22298007"));
  ASSERT_TRUE(loinc_digits("2160-0"));
  ASSERT_FALSE(loinc_digits("2160-1"));
  for (const Row& row : concept_rows()) {
    for (const std::string& text : row.codes) {
      const Coded coded = parsed(text);
      EXPECT_TRUE(coded.system != "SCT" || sct_digits(coded.code)) << row.where << ": " << text;
      EXPECT_TRUE(coded.system != "LOINC" || loinc_digits(coded.code)) << row.where << ": " << text;
    }
  }
}

}  // namespace
}  // namespace elig::tables

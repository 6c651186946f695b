// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <zlib.h>

#include "grammar/read_study.hpp"
#include "shown.hpp"

namespace elig::test {
namespace {

std::string too_deep(const std::vector<Item>& items, std::size_t depth) {
  if (depth > 64) return "deeper than 64";
  for (const auto& item : items) {
    if (auto why = too_deep(item.children, depth + 1); !why.empty()) return why;
  }
  return "";
}

/// Appends the items' texts in document order; says what is wrong with them.
std::string collect(const std::vector<Item>& items, std::vector<Span>& texts) {
  for (const auto& item : items) {
    if (item.text.empty()) return "an item without words";
    if (!item.span.contains(item.text)) return "an item whose span does not hold its words";
    texts.push_back(item.text);
    if (auto why = collect(item.children, texts); !why.empty()) return why;
    for (const auto& child : item.children) {
      if (!item.span.contains(child.span)) return "a child outside its parent";
    }
  }
  return "";
}

/// Empty when items and structural text together are the eligibility text, each byte once.
std::string uncovered(const Study& study, const Outline& outline) {
  std::vector<Span> spans;
  for (const auto& block : outline.blocks) {
    if (block.items.empty()) return "an empty block";
    if (auto why = too_deep(block.items, 0); !why.empty()) return why;
    if (auto why = collect(block.items, spans); !why.empty()) return why;
  }
  if (!std::ranges::is_sorted(spans, {}, &Span::begin)) return "items out of order";
  spans.insert(spans.end(), outline.structural.begin(), outline.structural.end());
  std::ranges::sort(spans, {}, &Span::begin);
  auto at = study.eligibility.begin;
  for (const auto& span : spans) {
    if (span.begin != at) return span.begin < at ? "text counted twice at " + std::to_string(span.begin) : "text lost at " + std::to_string(at);
    at = span.end;
  }
  return at == study.eligibility.end ? "" : "text lost at the end";
}

TEST(OutlineInvariants, EveryByteOfRandomTextIsInOnePlace) {
  const auto word = rc::gen::element<std::string>(
      "- ", "* ", "• ", "1. ", "2. ", "3) ", "(1) ", "a) ", "b) ", "i. ", "4.1.2 ", "①", "\n", "\n\n", "\r\n", "   ", "\t", "asthma", "Age:", "Inclusion Criteria",
      "Exclusion Criteria:", "EXCLUSION", "excluded if:", "any of the following:", "For patients:", "Cohort A:", "DISEASE CHARACTERISTICS:", "Performance status:",
      "[\"", "\", \"", "\"]", "&#xD;", "Must be MALE", "Healthy volunteers allowed", "None", "≥ 18", "\xC2", ":", ";", ". ", "(", ")", "\\", "\"", "B", " and ", "x");
  const bool holds = rc::check("items and structure partition the text", [&] {
    const auto words = *rc::gen::container<std::vector<std::string>>(word);
    Study study;
    for (const auto& w : words) study.text += w;
    study.eligibility = {0, static_cast<std::uint32_t>(study.text.size())};
    study.topical = *rc::gen::arbitrary<bool>();
    RC_ASSERT(uncovered(study, outline(study)) == "");
  });
  EXPECT_TRUE(holds);
}

TEST(OutlineInvariants, EveryByteOfRandomBytesIsInOnePlace) {
  const bool holds = rc::check("items and structure partition the bytes", [] {
    Study study;
    study.text = *rc::gen::arbitrary<std::string>();
    study.eligibility = {0, static_cast<std::uint32_t>(study.text.size())};
    RC_ASSERT(uncovered(study, outline(study)) == "");
  });
  EXPECT_TRUE(holds);
}

TEST(OutlineInvariants, EveryByteOfRealTrialsIsInOnePlace) {
  const std::filesystem::path file = std::string(ELIG_SHARED) + "/corpus/studies/trials-3000.jsonl.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no collection of real trials beside the checkout";
  std::string content;
  gzFile in = gzopen(file.c_str(), "rb");
  ASSERT_NE(in, nullptr);
  std::string buffer(1 << 16, '\0');
  for (int got = 0; (got = gzread(in, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) content.append(buffer, 0, static_cast<std::size_t>(got));
  gzclose(in);
  const auto studies = read_studies(content, "trials.jsonl");
  EXPECT_EQ(studies.size(), 3000U);
  for (const auto& study : studies) EXPECT_EQ(uncovered(study, outline(study)), "") << study.id;
}

std::string repeated(std::string_view what, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += what;
  return out;
}

struct Burden {
  const char* what;
  std::string text;
};

std::vector<Burden> burdens() {
  std::string nested, numbers;
  for (std::size_t i = 0; i < 2000; ++i) nested += std::string(i, ' ') + "- x\n";
  for (std::size_t i = 1; i <= 60000; ++i) numbers += std::to_string(i % 999 + 1) + ") asthma; ";
  return {{"one line of a million letters", repeated("x", 1'000'000)},
          {"parentheses", repeated("(", 20'000) + repeated(")", 20'000)},
          {"a million bullets", repeated("-\n", 500'000)},
          {"bullets in bullets", repeated("- ", 500'000)},
          {"bullets nested two thousand deep", nested},
          {"marks of every kind on every line", repeated("1. a\n- b\n* c\na) d\n", 60'000)},
          {"numbers run on", numbers},
          {"first numbers only", repeated("1) asthma; ", 90'000)},
          {"round bullets run on", repeated("• asthma ", 90'000)},
          {"dashes run on", "Inclusion Criteria: " + repeated("- Asthma ", 100'000)},
          {"titles run on", repeated("Inclusion Criteria: ", 50'000)},
          {"titles without criteria", repeated("Exclusion ", 100'000)},
          {"topics run on", "DISEASE CHARACTERISTICS: " + repeated("Age: 5 ", 140'000)},
          {"colons", repeated(":", 1'000'000)},
          {"quotes", "Inclusion: [" + repeated("\"a\", ", 200'000)},
          {"blanks", "x" + repeated(" ", 1'000'000) + "x"},
          {"entities", repeated("&#xD;", 200'000)},
          {"backslashes", repeated("\\", 1'000'000)}};
}

// A quadratic step over a megabyte takes minutes; a linear one is done in a fraction of a second.
TEST(OutlineInvariants, AMegabyteOfJunkTakesNoLongerThanAMegabyte) {
  for (const auto& [what, text] : burdens()) {
    Study study;
    study.text = text;
    study.eligibility = {0, static_cast<std::uint32_t>(text.size())};
    for (const bool topical : {false, true}) {
      study.topical = topical;
      const auto start = std::chrono::steady_clock::now();
      const auto found = outline(study);
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
      EXPECT_LT(spent.count(), 10.0) << what;
      EXPECT_EQ(uncovered(study, found), "") << what;
    }
  }
}

}  // namespace
}  // namespace elig::test

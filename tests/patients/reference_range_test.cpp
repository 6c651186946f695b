// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "patients/fhir/reference_range.hpp"

#include "tests/patients/records.hpp"

namespace elig::test {
namespace {

std::string show(const std::optional<ReferenceRange>& range) {
  if (!range) return "none";
  const auto limit = [](const std::optional<double>& x) {
    if (!x) return std::string("…");
    std::string text = std::to_string(*x);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
  };
  return limit(range->low) + " to " + limit(range->high) + (range->unit.empty() ? "" : " " + range->unit);
}

TEST(RangeInWords, IsReadWhereItMeansOneThing) {
  struct Row {
    std::string_view text;
    std::string_view range;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"0.2 - 1.2 mg/dL", "0.2 to 1.2 mg/dL"},
           {"0.2-1.2", "0.2 to 1.2"},
           {"0.2–1.2 mg/dL", "0.2 to 1.2 mg/dL"},
           {"3.5 to 5.0 mmol/L", "3.5 to 5 mmol/L"},
           {"(3.5-5.0)", "3.5 to 5"},
           {" [ 150 - 400 10*9/L ] ", "150 to 400 10*9/L"},
           {"4.0-10.0 x10^9/L", "4 to 10 x10^9/L"},
           {"< 40", "… to 40"},
           {"<40 U/L", "… to 40 U/L"},
           {"<=1.2", "… to 1.2"},
           {"≤ 1.2", "… to 1.2"},
           {"> 60", "60 to …"},
           {"≥60 mL/min", "60 to … mL/min"},
           // and left alone where it might mean another
           {"", "none"},
           {"negative", "none"},
           {"1.2", "none"},
           {"1.2 mg/dL", "none"},
           {"1.2 - 0.2", "none"},
           {"0,2 - 1,2 mg/dL", "none"},
           {"150,000 - 400,000", "none"},
           {"0.2 - 1.2 (adults)", "none"},
           {"men 0.7 - 1.3", "none"},
           {"0.7 - 1.3; women 0.6 - 1.1", "none"},
           {"0.7 - 1.3 0.6 - 1.1", "none"},
           {"0.7 - 1.3 4", "none"},
           {"-3 - 3", "none"},
           {"<", "none"},
           {"< x", "none"},
           {"1e400 - 1e401", "none"},
           {"0.2 - 1.2 mg/dL up to age 3", "none"},
       }) {
    EXPECT_EQ(show(fhir::parse_range(row.text)), row.range) << '"' << row.text << '"';
  }
}

Fact alt(const std::string& ranges, const std::string& person = woman) {
  return fact_of(resource("Observation", R"("status":"final","code":{"text":"ALT"},"effectiveDateTime":"2024-05-20",
      "valueQuantity":{"value":80,"unit":"U/L"},"referenceRange":)" + ranges), person);
}

TEST(ReferenceRange, IsTheOneForThisPerson) {
  const std::string normal = R"("type":{"coding":[{"code":"normal"}]},)";
  struct Row {
    std::string ranges;
    std::string_view range;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"([{"low":{"value":7,"unit":"U/L"},"high":{"value":40,"unit":"U/L"}}])", "7 to 40 U/L"},
           {R"([{"high":{"value":40}}])", "… to 40 U/L"},  // the result's unit
           {R"([{"high":{"value":0.66,"unit":"µkat/L"}}])", "… to 0.66 µkat/L"},
           {R"([{"text":"7 - 40 U/L"}])", "7 to 40 U/L"},
           {R"([{"text":"see report"}])", "none"},
           {"[{" + normal + R"("high":{"value":40}},{"type":{"text":"therapeutic"},"high":{"value":99}}])", "… to 40 U/L"},
           {R"([{"type":{"coding":[{"code":"treatment"}]},"high":{"value":99}}])", "none"},
           {R"([{"appliesTo":[{"text":"Male"}],"high":{"value":50}},{"appliesTo":[{"text":"Female"}],"high":{"value":35}}])", "… to 35 U/L"},
           {R"([{"appliesTo":[{"coding":[{"code":"248153007"}]}],"high":{"value":50}}])", "none"},
           {R"([{"appliesTo":[{"text":"pregnant"}],"high":{"value":30}},{"high":{"value":40}}])", "… to 40 U/L"},
           {R"([{"appliesTo":[{"text":"pregnant"}],"high":{"value":30}}])", "none"},
           {R"([{"high":{"value":40}},{"high":{"value":50}}])", "none"},  // which one is anyone's guess
           {R"([{"high":{"value":40}},{"high":{"value":40}}])", "… to 40 U/L"},
           {R"([{"age":{"high":{"value":17,"unit":"a"}},"high":{"value":30}},{"age":{"low":{"value":18,"unit":"a"}},"high":{"value":40}}])", "… to 40 U/L"},
           {R"([{"low":{"value":7,"unit":"U/L"},"high":{"value":40,"unit":"kat"}}])", "none"},
           {R"([{"low":{"value":40},"high":{"value":7}}])", "none"},
       }) {
    EXPECT_EQ(show(alt(row.ranges).range), row.range) << row.ranges;
  }
}

TEST(ReferenceRange, IsUnknownWhereItDependsOnWhatIsUnknown) {
  const std::string nobody = R"({"resourceType":"Patient","id":"p"})";
  EXPECT_EQ(show(alt(R"([{"appliesTo":[{"text":"Male"}],"high":{"value":50}},{"appliesTo":[{"text":"Female"}],"high":{"value":35}}])", nobody).range), "none");
  EXPECT_EQ(show(alt(R"([{"appliesTo":[{"text":"Female"}],"high":{"value":35}}])", nobody).range), "none");
  EXPECT_EQ(show(alt(R"([{"age":{"low":{"value":18,"unit":"a"}},"high":{"value":40}}])", nobody).range), "none");
  EXPECT_EQ(show(alt(R"([{"high":{"value":40}}])", nobody).range), "… to 40 U/L");
}

}  // namespace
}  // namespace elig::test

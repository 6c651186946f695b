// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/patients/records.hpp"

/// Bad input: one clear line, and the rest goes on.
namespace elig::test {
namespace {

using namespace std::string_literals;

std::string repeat(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

struct Junk {
  std::string content;
  std::string message;
};

void PrintTo(const Junk& junk, std::ostream* out) { *out << junk.message; }

class UnreadableBundle : public testing::TestWithParam<Junk> {};

TEST_P(UnreadableBundle, IsOneLine) {
  try {
    (void)read_patient(GetParam().content, "r.json");
    FAIL() << "was read: " << GetParam().content.substr(0, 200);
  } catch (const PatientError& error) {
    EXPECT_EQ(std::string(error.what()), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Junk, UnreadableBundle,
    testing::Values(
        Junk{"", "r.json: empty"}, Junk{" \n\t\r\n", "r.json: empty"}, Junk{"\xEF\xBB\xBF", "r.json: empty"},
        Junk{"<Bundle/>", "r.json: XML; FHIR is read as JSON only"},
        Junk{"[]", "r.json: a JSON array; a FHIR Bundle or NDJSON is expected"},
        Junk{"\x1F\x8B\x08"s, "r.json: compressed data; a FHIR Bundle or NDJSON is expected"},
        Junk{"\x7F""ELF\x02\x01\x01\x00\x00"s, "r.json: not JSON; a FHIR Bundle or NDJSON is expected"},
        Junk{"\0\0\0\0"s, "r.json: not JSON; a FHIR Bundle or NDJSON is expected"},
        Junk{"\xFF\xFE{\0"s, "r.json: not JSON; a FHIR Bundle or NDJSON is expected"},
        Junk{"resourceType: Bundle", "r.json: not JSON; a FHIR Bundle or NDJSON is expected"},
        Junk{"{}", "r.json: no FHIR resource (resourceType is missing)"},
        Junk{R"({"resourceType":7})", "r.json: no FHIR resource (resourceType is missing)"},
        Junk{R"({"resourceType":"Patient","id":"p"})", "r.json: a FHIR Patient; a Bundle is expected"},
        Junk{woman + "\n" + woman, "r.json: several JSON documents; one FHIR Bundle is expected"},
        Junk{R"({"resourceType":"Bundle"})", "r.json: the Bundle holds no Patient"},
        Junk{R"({"resourceType":"Bundle","entry":[]})", "r.json: the Bundle holds no Patient"},
        Junk{R"({"resourceType":"Bundle","entry":{}})", "r.json: the Bundle's entry is not an array"},
        Junk{bundle({R"({"resourceType":"Patient","id":"a"})", R"({"resourceType":"Patient","id":"b"})"}),
             "r.json: the Bundle holds 2 patients (a, b); one is expected"},
        Junk{bundle({R"({"resourceType":"Patient"})"}), "r.json, entry 1 (Patient): has no id"},
        Junk{bundle({R"({"resourceType":"Patient","id":3})"}), "r.json, entry 1 (Patient): id is a number, not a string"},
        Junk{bundle({R"({"resourceType":"Patient","id":"p","birthDate":1980})"}), "r.json, entry 1 (Patient/p): birthDate is a number, not a string"},
        Junk{bundle({woman}).substr(0, 60), "r.json, line 1, column 61: broken JSON: it ends too early"},
        Junk{"{\n  \"resourceType\": \"Bundle\",\n  \"entry\": [\n", "r.json, line 4, column 1: broken JSON: it ends too early"},
        Junk{"{\"resourceType\":\"Bund", "r.json, line 1, column 22: broken JSON: it ends too early"},
        Junk{"{\n\"resourceType\":\"Bundle\",\n\"entry\":[{\"resource\":{}} {}]}",
             "r.json, line 3, column 26: broken JSON: a comma, colon, bracket or key is missing or superfluous"},
        Junk{"{\"resourceType\":\"Bundle\",\"x\":\"\xC3\"}", "r.json, line 1, column 32: broken JSON: not valid UTF-8"},
        Junk{"{\"resourceType\":\"Bundle\",\"x\":\"\xE2\x82", "r.json, line 1, column 33: broken JSON: it ends too early"},
        Junk{repeat("[", 200000), "r.json: a JSON array; a FHIR Bundle or NDJSON is expected"},
        Junk{repeat("{\"a\":", 200000) + "1" + repeat("}", 200000), "r.json: no FHIR resource (resourceType is missing)"}));

TEST(UnreadableBulkFile, IsOneLineAndNotOneForEachOfItsLines) {
  const std::string content = "{\"a\n{\"b\n{\"c\n";
  const RecordInput input{"r.ndjson", content};
  std::vector<std::string> refused;
  try {
    (void)read_patients({&input, 1}, [&](const std::string& line) { refused.push_back(line); });
    FAIL();
  } catch (const PatientError& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 18), "r.ndjson, line 1, ");
  }
  EXPECT_TRUE(refused.empty());
}

class UnusableEntry : public testing::TestWithParam<Junk> {};

TEST_P(UnusableEntry, IsOneLineAndTheRestGoesOn) {
  const Read result = read({GetParam().content, R"({"resourceType":"Condition","id":"good","code":{"text":"Asthma"}})"});
  ASSERT_EQ(result.patient.facts.size(), 1U);
  EXPECT_EQ(result.patient.facts[0].resource, "Condition/good");
  EXPECT_EQ(result.refused, std::vector<std::string>{GetParam().message});
}

INSTANTIATE_TEST_SUITE_P(
    Junk, UnusableEntry,
    testing::Values(
        Junk{"7", "r.json, entry 2: resource is a number, not an object"}, Junk{"null", "r.json, entry 2: holds no resource"},
        Junk{"{}", "r.json, entry 2: no FHIR resource (resourceType is missing)"},
        Junk{R"({"resourceType":{}})", "r.json, entry 2: resourceType is an object, not a string"},
        Junk{R"({"resourceType":"Condition","id":"x"})", "r.json, entry 2 (Condition/x): has no code"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{}})", "r.json, entry 2 (Condition/x): has no code"},
        Junk{R"({"resourceType":"Condition","id":"x","code":"Asthma"})", "r.json, entry 2 (Condition/x): code is a string, not an object"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{"coding":{}}})", "r.json, entry 2 (Condition/x): coding is an object, not an array"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{"coding":[4]}})",
             "r.json, entry 2 (Condition/x): an item of coding is a number, not an object"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{"coding":[{"code":44054006}]}})",
             "r.json, entry 2 (Condition/x): code is a number, not a string"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{"text":"a"},"onsetDateTime":2019})",
             "r.json, entry 2 (Condition/x): onsetDateTime is a number, not a string"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{"text":"a"},"subject":"Patient/p"})",
             "r.json, entry 2 (Condition/x): subject is a string, not an object"},
        Junk{R"({"resourceType":"Condition","id":"x","code":{"text":"a"},"subject":{"display":"her"}})",
             "r.json, entry 2 (Condition/x): its subject has no reference"},
        Junk{R"({"resourceType":"Observation","id":"x","status":[],"code":{"text":"a"}})",
             "r.json, entry 2 (Observation/x): status is an array, not a string"},
        Junk{R"({"resourceType":"Observation","id":"x","code":{"text":"a"},"valueQuantity":{"value":"1.8"}})",
             "r.json, entry 2 (Observation/x): value is a string, not a number"},
        Junk{R"({"resourceType":"Observation","id":"x","code":{"text":"a"},"valueBoolean":"true"})",
             "r.json, entry 2 (Observation/x): valueBoolean is a string, not a boolean"},
        Junk{R"({"resourceType":"Observation","id":"x","code":{"text":"a"},"valueQuantity":{"value":1e999}})",
             "r.json, entry 2: broken JSON: a number that is malformed or out of range"},
        Junk{R"({"resourceType":"Observation","id":"x","code":{"text":"a"},"valueQuantity":{"value":123456789012345678901234567890}})",
             "r.json, entry 2: broken JSON: a number that is malformed or out of range"},
        Junk{R"({"resourceType":"Observation","id":"x","code":{"text":"\ud800"}})", "r.json, entry 2: broken JSON: a string with a broken escape"},
        Junk{"{\"resourceType\":\"Observation\",\"a\":" + repeat("[", 5000) + repeat("]", 5000) + "}", "r.json, entry 2: broken JSON: nested too deeply"},
        Junk{R"({"resourceType":"Observation","id":"x","code":tru})", "r.json, entry 2: broken JSON: a word that is no JSON value"},
        Junk{R"({"resourceType":"MedicationStatement","id":"x","status":"active"})", "r.json, entry 2 (MedicationStatement/x): does not say which medication"},
        Junk{R"({"resourceType":"Encounter","id":"x","status":"finished"})", "r.json, entry 2 (Encounter/x): has neither type nor class"},
        Junk{R"({"resourceType":"Condition","id":"a\nb\u0007","code":{}})", "r.json, entry 2 (Condition/a?b?): has no code"},
        Junk{"{\"resourceType\":\"Condition\",\"id\":\"" + repeat("é", 100) + "\"}",
             "r.json, entry 2 (Condition/" + repeat("é", 35) + "…): has no code"},
        Junk{bundle({"3"}), "r.json, entry 2: resource is a number, not an object"}));

class UnusablePart : public testing::TestWithParam<Junk> {};

TEST_P(UnusablePart, IsLeftOutOfAnEntryThatIsKept) {
  const Read result = read({R"({"resourceType":"Condition","id":"x","code":{"text":"Asthma"},)" + GetParam().content + "}"});
  ASSERT_EQ(result.patient.facts.size(), 1U);
  EXPECT_FALSE(result.patient.facts[0].end.known());
  EXPECT_EQ(result.refused, std::vector<std::string>{"r.json, entry 2 (Condition/x): " + GetParam().message});
}

INSTANTIATE_TEST_SUITE_P(Junk, UnusablePart,
                         testing::Values(Junk{R"("onsetDateTime":"2023-02-30")", "onsetDateTime \"2023-02-30\" is not a date; taken as unknown"},
                                         Junk{R"("abatementDateTime":"soon\n")", "abatementDateTime \"soon?\" is not a date; taken as unknown"},
                                         Junk{R"("onsetPeriod":{"start":"2023-05-01","end":"2020"})",
                                              "a period ends (2020-12-31) before it begins (2023-05-01); its end is taken as unknown"}));

TEST(BulkFile, NamesTheLineOfEachBadRecord) {
  const std::string content = woman + "\n{\"resourceType\":\n\n5\n" + R"({"resourceType":"Condition","id":"c","subject":{"reference":"Patient/q"},"code":{"text":"a"}})" +
                              "\n{\"resourceType\":\"Condition\",\"id\":\"\xC3\x28\"}\n" +
                              R"({"resourceType":"Condition","id":"d","subject":{"reference":"Patient/p"},"code":{"text":"a"}})";
  const RecordInput input{"r.ndjson", content};
  std::vector<std::string> refused;
  const auto patients = read_patients({&input, 1}, [&](const std::string& line) { refused.push_back(line); });
  ASSERT_EQ(patients.size(), 1U);
  EXPECT_EQ(patients[0].facts.size(), 1U);
  EXPECT_EQ(refused, (std::vector<std::string>{
                         "r.ndjson, line 2: broken JSON: a comma, colon, bracket or key is missing or superfluous",
                         "r.ndjson, line 4: not an object",
                         "r.ndjson, line 6: broken JSON: not valid UTF-8",
                         "r.ndjson, line 5 (Condition/c): is about Patient/q, who is not in the input",
                     }));
}

TEST(CutShort, AnywhereIsSafe) {
  const std::string whole = bundle({woman, R"({"resourceType":"Observation","id":"x","status":"final","code":{"text":"Größe"},"valueQuantity":{"value":-1.5e2,"unit":"µg"}})"});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THROW((void)read_patient(whole.substr(0, length), "r.json"), PatientError) << length;
  }
  EXPECT_EQ(read_patient(whole, "r.json").facts.size(), 1U);
}

TEST(Flipped, BytesAreSafe) {
  const std::string whole = bundle({woman, R"({"resourceType":"Condition","id":"x","code":{"text":"Größe","coding":[{"code":"1"}]},"onsetDateTime":"2020-01-01"})"});
  unsigned read = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char with : {'\0', '"', '{', '}', '[', ',', '\\', '\n', '9', '\xFF'}) {
      std::string changed = whole;
      changed[i] = with;
      try {
        (void)read_patient(changed, "r.json", [](const std::string& line) { EXPECT_EQ(line.find('\n'), std::string::npos); });
        ++read;
      } catch (const PatientError& error) {
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
      }
    }
  }
  EXPECT_GT(read, 0U);
}

}  // namespace
}  // namespace elig::test

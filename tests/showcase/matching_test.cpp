// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <tuple>

#include "engine/match.hpp"
#include "tests/showcase/saying.hpp"
#include "tools/bench/perturb.hpp"

// One patient against an index of studies must get what holding him against every study gives.
namespace elig::showcase {
namespace {

struct Studies {
  std::vector<Study> studies;
  std::vector<RuleSet> rules;
};

/// Others like them, with other numbers and windows, some criteria left out.
Studies perturbed(const Studies& originals, std::uint64_t seed, std::size_t count) {
  Studies made;
  for (std::size_t n = 0; n < count; ++n) {
    const std::uint64_t number = n * 7 + seed % 1000;  // past the originals themselves, and these too
    made.rules.push_back(bench::perturbed(originals.rules, seed, number));
    made.studies.push_back(originals.studies[number % originals.studies.size()]);
  }
  return made;
}

Studies fixture_studies() {
  Studies all;
  for (const std::string& path : files_in(fixture("studies"))) {
    for (Study& study : read_studies(tools::read_file(path), path)) {
      all.rules.push_back(parse(study, *Vocabulary::builtin()));
      all.studies.push_back(std::move(study));
    }
  }
  return all;
}

std::string bytes_of(const Studies& s, unsigned jobs = 2, const std::vector<Patient>& sample = {}) {
  StudyIndexBuilder builder(Vocabulary::builtin());
  builder.add(s.studies, s.rules, jobs);
  builder.sample(sample, made::today);
  std::string bytes;
  builder.write([&](std::string_view more) { bytes += more; }, jobs);
  return bytes;
}

/// A file of this test's own, whoever else runs it at the same time; gone with it.
class Temporary {
 public:
  explicit Temporary(const std::string& bytes) : path_(testing::TempDir() + "elig-" + testing::UnitTest::GetInstance()->current_test_info()->name() + "-" + std::to_string(getpid()) + ".index") {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~Temporary() { std::filesystem::remove(path_); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

StudyIndex opened(const Temporary& file) { return StudyIndex::open(file.path(), Vocabulary::builtin()); }

EngineOptions options_of(Day as_of, Absence absence) {
  EngineOptions options;
  options.as_of = as_of;
  options.absence = absence;
  return options;
}

bool speaks_to(const Engine& engine, const KeyAtom& key, const Patient& patient) {
  const Evidence e = engine.explain(made::study({made::criterion(Section::inclusion, made::only(key.atom))}), patient).criteria.at(0).because.at(0);
  return e.truth == key.needed || (e.truth == Truth::unknown && (e.fact || e.manual));
}

/// The ranking as docs/matching.md defines it, study by study.
std::vector<StudyMatch> ranked_one_by_one(const StudyIndex& index, const Patient& patient, const EngineOptions& options) {
  const Engine engine(Vocabulary::builtin(), options);
  std::vector<StudyMatch> all;
  for (std::uint32_t i = 0; i < index.size(); ++i) {
    const Explanation x = engine.explain(index.rules(i), patient);
    const std::vector<KeyAtom> key = index.key(i);
    const bool spoken_to = key.empty() || std::any_of(key.begin(), key.end(), [&](const KeyAtom& k) { return speaks_to(engine, k, patient); });
    const MatchTier tier = x.verdict == Verdict::ineligible                  ? MatchTier::ineligible
                           : x.verdict == Verdict::eligible || x.candidate ? MatchTier::candidate
                           : spoken_to                                     ? MatchTier::open
                                                                           : MatchTier::silent;
    all.push_back({i, tier, x.verdict, x.candidate, x.counts, x.score, x.score_low, x.score_high});
  }
  std::stable_sort(all.begin(), all.end(), [](const StudyMatch& a, const StudyMatch& b) {
    if (a.tier != b.tier) return a.tier < b.tier;
    if (a.tier == MatchTier::silent) return a.study < b.study;
    return std::tuple(-a.score, -a.score_low, a.study) < std::tuple(-b.score, -b.score_low, b.study);
  });
  return all;
}

std::string line_of(const StudyMatch& m) {
  return std::to_string(m.study) + " tier " + std::to_string(static_cast<int>(m.tier)) + " " + to_string(m.verdict) + (m.candidate ? " candidate" : "") + " score " + std::to_string(m.score) + " " +
         std::to_string(m.score_low) + " " + std::to_string(m.score_high) + " pass " + std::to_string(m.counts.pass) + " fail " + std::to_string(m.counts.fail) + " unknown " +
         std::to_string(m.counts.unknown) + " n/a " + std::to_string(m.counts.not_applicable) + " manual " + std::to_string(m.counts.manual);
}

std::string rules_text(const RuleSet& rules) {
  std::string text = rules.study + rules.source;
  for (const Criterion& c : rules.criteria) text += " " + c.id + c.text + shown(c.rule);
  return text;
}

/// "" or where the index's answer leaves the ranking.
std::string difference(const StudyIndex& index, const Patient& patient, const EngineOptions& options) {
  const std::vector<StudyMatch> all = ranked_one_by_one(index, patient, options);
  for (const std::size_t top : {std::size_t{1}, std::size_t{3}, std::size_t{10}, all.size() / 2, all.size() + 5, std::size_t{0}}) {
    const MatchAnswer answer = index.match(patient, options, top);
    const std::size_t expected = top == 0 ? all.size() : std::min(top, all.size());
    if (answer.best.size() != expected) return patient.id + ", top " + std::to_string(top) + ": " + std::to_string(answer.best.size()) + " studies";
    for (std::size_t i = 0; i < expected; ++i) {
      if (line_of(answer.best[i]) == line_of(all[i])) continue;
      return patient.id + ", top " + std::to_string(top) + ", rank " + std::to_string(i + 1) + ": index " + line_of(answer.best[i]) + ", one by one " + line_of(all[i]);
    }
  }
  return "";
}

TEST(Matching, RanksTheFixturesAsHoldingThePatientAgainstEachDoes) {
  const Temporary file(bytes_of(fixture_studies()));
  const StudyIndex index = opened(file);
  for (const Absence absence : {Absence::recorded, Absence::open, Absence::closed}) {
    for (const Patient& patient : patients_in(fixture("patients"))) EXPECT_EQ(difference(index, patient, options_of(made::today, absence)), "");
  }
}

TEST(Matching, KeepsEverythingThatEvidenceIsMadeOf) {
  const Studies studies = fixture_studies();
  const Temporary file(bytes_of(studies));
  const StudyIndex index = opened(file);
  ASSERT_EQ(index.size(), studies.rules.size());
  const Engine engine = made::engine();
  const Patient patient = patients_in(fixture("patients")).front();
  std::string last;
  for (std::uint32_t i = 0; i < index.size(); ++i) {
    const RuleSet kept = index.rules(i);
    EXPECT_LE(last, kept.study) << "by id";
    last = kept.study;
    const auto original = std::find_if(studies.rules.begin(), studies.rules.end(), [&](const RuleSet& r) { return r.study == kept.study && r.source == kept.source; });
    ASSERT_NE(original, studies.rules.end()) << kept.study;
    EXPECT_EQ(index.study(i).title, studies.studies[static_cast<std::size_t>(original - studies.rules.begin())].title);
    ASSERT_EQ(kept.criteria.size(), original->criteria.size());
    for (std::size_t c = 0; c < kept.criteria.size(); ++c) {
      const Criterion &a = kept.criteria[c], &b = original->criteria[c];
      EXPECT_EQ(std::tie(a.id, a.section, a.text, a.span, a.coverage, a.group, a.rule), std::tie(b.id, b.section, b.text, b.span, b.coverage, b.group, b.rule)) << kept.study << " " << b.id;
    }
    EXPECT_EQ(engine.explain(kept, patient).rules, engine.explain(*original, patient).rules);
  }
}

TEST(Matching, BuildsTheSameBytesWithAnyNumberOfThreads) {
  const Studies studies = fixture_studies();
  EXPECT_EQ(bytes_of(studies, 1), bytes_of(studies, 4));
}

TEST(Matching, ASampleOfPatientsChangesKeysAndNoVerdict) {
  const std::vector<Patient> patients = patients_in(fixture("patients"));
  const Temporary file(bytes_of(fixture_studies(), 2, patients));
  const StudyIndex index = opened(file);
  for (const Patient& patient : patients) EXPECT_EQ(difference(index, patient, options_of(made::today, Absence::recorded)), "");
}

TEST(Matching, AnEmptyIndexHasNothingToRank) {
  const Temporary file(bytes_of({}));
  const StudyIndex index = opened(file);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_TRUE(index.match(somebody().patient, options_of(made::today, Absence::recorded), 10).best.empty());
  EXPECT_THROW((void)index.rules(0), std::out_of_range);
}

RC_GTEST_PROP(Matching, RanksPerturbedStudiesAsHoldingThePatientAgainstEachDoes, ()) {
  static const Studies originals = fixture_studies();
  static const std::vector<Patient> patients = patients_in(fixture("patients"));
  const Temporary file(bytes_of(perturbed(originals, *rc::gen::arbitrary<std::uint64_t>(), *rc::gen::inRange<std::size_t>(1, 40))));
  const StudyIndex index = opened(file);
  const Patient& patient = *rc::gen::elementOf(patients);
  const Day as_of = made::today + *rc::gen::inRange(-4000, 400);
  const std::string wrong = difference(index, patient, options_of(as_of, *rc::gen::element(Absence::recorded, Absence::open, Absence::closed)));
  RC_ASSERT(wrong == "");
}

// ---- files that are no index

std::string refusal(const std::string& bytes) {
  const Temporary file(bytes);
  try {
    (void)opened(file);
  } catch (const IndexError& error) {
    std::string what = error.what();
    EXPECT_EQ(what.find(file.path()), 0u) << what;
    EXPECT_EQ(what.find('\n'), std::string::npos) << what;
    return what.substr(std::min(what.size(), file.path().size()));
  }
  return "";
}

TEST(IndexFile, IsRefusedInOneLineWhenItIsNone) {
  const std::string good = bytes_of(fixture_studies());
  EXPECT_EQ(refusal(good), "");
  EXPECT_EQ(refusal(""), ": no index of studies: it is too short");
  EXPECT_EQ(refusal(std::string(100, 'x')), ": no index of studies");
  EXPECT_EQ(refusal(good.substr(0, good.size() / 2)), ": truncated: " + std::to_string(good.size() / 2) + " of " + std::to_string(good.size()) + " bytes");
  EXPECT_EQ(refusal(good + "more"), ": truncated: " + std::to_string(good.size() + 4) + " of " + std::to_string(good.size()) + " bytes");
  EXPECT_THROW((void)StudyIndex::open(testing::TempDir() + "none.index", Vocabulary::builtin()), IndexError);
  EXPECT_THROW((void)StudyIndex::open(testing::TempDir(), Vocabulary::builtin()), IndexError);
}

TEST(IndexFile, DoesNotAnswerFromBytesThatWereChanged) {
  const std::string good = bytes_of(fixture_studies());
  const Patient patient = patients_in(fixture("patients")).front();
  const auto answers = [&](const StudyIndex& index) {
    std::string lines;
    for (const StudyMatch& match : index.match(patient, options_of(made::today, Absence::recorded), 0).best) {
      lines += line_of(match) + " " + rules_text(index.rules(match.study)) + "\n";
    }
    return lines;
  };
  const Temporary untouched(good);
  const std::string expected = answers(opened(untouched));
  std::size_t refused = 0;
  for (std::size_t at = 0; at < good.size(); at += good.size() / 97) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x20);
    const Temporary file(bad);
    try {
      EXPECT_EQ(answers(opened(file)), expected) << "byte " << at;  // one that no answer for this patient is made of
    } catch (const IndexError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 50u);
}

}  // namespace
}  // namespace elig::showcase

// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "grammar/rule_set.hpp"
#include "grammar/study.hpp"

/// One patient against very many studies: studies are compiled once into an index file, and a patient is held only against
/// those that his record speaks to. docs/matching.md says how.
namespace elig {

/// A file that is no index, or none that this program can use. `what()` is one line: file, reason.
class IndexError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Compiles studies into an index. For one thread.
class StudyIndexBuilder {
 public:
  explicit StudyIndexBuilder(std::shared_ptr<const Vocabulary> vocabulary);
  ~StudyIndexBuilder();
  StudyIndexBuilder(StudyIndexBuilder&&) noexcept;
  StudyIndexBuilder& operator=(StudyIndexBuilder&&) noexcept;

  /// `rules[i]` is what `studies[i]` was parsed to. May be called any number of times; needs `jobs` threads (0 = all cores).
  void add(std::span<const Study> studies, std::span<const RuleSet> rules, unsigned jobs = 0);

  /// Patients like those who will be asked for: how often their records speak to what is asked for says which of a study's
  /// demands is the rarest. Without any, the vocabulary says it.
  void sample(std::vector<Patient> patients, Day as_of);

  [[nodiscard]] std::size_t size() const noexcept;  ///< studies added

  /// The index's bytes, in order. The same studies in any order of `add` with different ids give the same bytes for any `jobs`.
  void write(const std::function<void(std::string_view)>& out, unsigned jobs = 0);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where a study stands in a match.
enum class MatchTier : std::uint8_t {
  candidate,   ///< eligible, or nothing open but questions to a person
  open,        ///< something is open, and the record speaks to what the study asks for first of all (its key)
  silent,      ///< something is open, and the record says nothing of the study's key
  ineligible
};

struct StudyMatch {
  std::uint32_t study = 0;  ///< number in the index
  MatchTier tier = MatchTier::ineligible;
  Verdict verdict = Verdict::undetermined;
  bool candidate = false;
  Counts counts;
  double score = 0, score_low = 0, score_high = 0;
};

struct MatchAnswer {
  std::vector<StudyMatch> best;  ///< ranked: by tier; then by score, score_low (both falling) and number, silent ones by number alone
  std::size_t studies = 0;       ///< in the index
  std::size_t looked_up = 0;     ///< those whose key an entry of the record may bear on, and those that have no key
};

/// What a study's key asks for: one of these. A record speaks to the key when one of the atoms comes to `needed`, or is unknown
/// because of an entry or for a person. A record that does not, leaves the study open or keeps it closed.
struct KeyAtom {
  Atom atom;
  Truth needed = Truth::true_;
};

/// An index file, mapped into memory. Immutable; all calls may run at once from any number of threads.
class StudyIndex {
 public:
  /// Throws IndexError for a file that cannot be read, is corrupt, or was built with another vocabulary.
  [[nodiscard]] static StudyIndex open(const std::string& path, std::shared_ptr<const Vocabulary> vocabulary);
  ~StudyIndex();
  StudyIndex(StudyIndex&&) noexcept;
  StudyIndex& operator=(StudyIndex&&) noexcept;

  /// The best `top` studies for the patient (0 = all of them, ranked). Verdicts, counts and scores are those of
  /// `Engine::explain` with the same options.
  [[nodiscard]] MatchAnswer match(const Patient& patient, const EngineOptions& options, std::size_t top) const;

  struct Info {
    std::size_t studies = 0, criteria = 0, programs = 0, questions = 0, keys = 0, without_key = 0, bytes = 0;
    std::string engine;      ///< that built it
    std::string vocabulary;  ///< digest
  };
  [[nodiscard]] Info info() const;

  /// Studies are numbered in byte order of their ids. Throws std::out_of_range for a number that is none, IndexError when the
  /// bytes of the study are corrupt.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] Study study(std::uint32_t number) const;     ///< id, title and source
  [[nodiscard]] RuleSet rules(std::uint32_t number) const;   ///< all that `Engine::explain` needs
  [[nodiscard]] std::vector<KeyAtom> key(std::uint32_t number) const;  ///< empty for a study without one

 private:
  struct State;
  class Matching;
  explicit StudyIndex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace elig

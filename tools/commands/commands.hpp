// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "grammar/parse.hpp"

/// The commands of the program, one file each: arguments in, library call, printing.
namespace elig::tools {

/// A command line that asks for the impossible: one line on standard error and exit status 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Format { text, json };

/// Options that several commands share.
struct Common {
  Format format = Format::text;
  Section bare = Section::inclusion;
  Absence absence = Absence::recorded;
  std::string as_of;        ///< as given; empty = today
  std::string site_ranges;  ///< file with a site's limits of normal
  std::string id;           ///< only the study of this id
  std::vector<std::string> vocabularies;  ///< tables and Athena folders added to the built-in vocabulary
};

/// An option that takes one of a few words; `words` in the order the help shows them.
template <typename Value, typename Target>
void choose(const std::string& name, const std::vector<std::pair<std::string, Value>>& words, const std::string& given, Target& target) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (word == given) {
      target = value;
      return;
    }
    known += (known.empty() ? "" : ", ") + word;
  }
  throw UsageError(name + ": '" + given + "' is none of " + known);
}

template <typename Value, typename Target = Value>
void add_choice(CLI::App& command, const std::string& name, Target& target, const std::vector<std::pair<std::string, Value>>& words,
                const std::string& description) {
  std::string type;
  for (const auto& [word, value] : words) type += (type.empty() ? "" : "|") + word;
  command
      .add_option_function<std::string>(
          name, [=, &target](const std::string& given) { choose(name, words, given, target); }, description)
      ->type_name(type);
}

void add_format(CLI::App& command, Common& common);
void add_section(CLI::App& command, Common& common);
void add_vocabularies(CLI::App& command, Common& common);
void add_evaluation(CLI::App& command, Common& common);  ///< --as-of, --absence, --site-ranges

[[nodiscard]] ParseOptions parse_options(const Common& common);
/// The built-in vocabulary and what the user adds. Throws VocabularyError or FileError.
[[nodiscard]] std::shared_ptr<const Vocabulary> vocabulary_of(const Common& common);
/// Throws UsageError for a date that is none, FileError for a range file that cannot be read.
[[nodiscard]] EngineOptions engine_options(const Common& common, const Vocabulary& vocabulary);

/// Standard input can be read once: throws UsageError when `names` hold "-" twice.
void one_standard_input(const std::vector<std::string>& names);

/// Writes to standard output; throws FileError when that fails (a full disk, a closed pipe).
void print(const std::string& text);

/// Each adds its command to `program`; the callback leaves its exit status in `status`.
void add_parse(CLI::App& program, int& status);
void add_explain(CLI::App& program, int& status);
void add_screen(CLI::App& program, int& status);
void add_match(CLI::App& program, int& status);
void add_cohort(CLI::App& program, int& status);
void add_index(CLI::App& program, int& status);
void add_lint(CLI::App& program, int& status);
void add_vocabulary(CLI::App& program, int& status);

}  // namespace elig::tools

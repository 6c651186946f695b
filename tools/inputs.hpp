// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grammar/parse.hpp"
#include "grammar/study.hpp"
#include "patients/cohort.hpp"
#include "patients/cohort_builder.hpp"
#include "patients/read.hpp"
#include "tools/files.hpp"

/// Studies and patients from the paths of a command line. What cannot be read is said on standard error, one line each, and
/// the rest goes on.
namespace elig::tools {

/// What could not be read, and what that means for the exit status.
struct Refusals {
  std::size_t files = 0;    ///< files of a folder that hold nothing readable
  std::size_t named = 0;    ///< files the user named that cannot be read: the command exits 1
  std::size_t records = 0;  ///< single records or entries left out of a file
  std::size_t incomplete = 0;  ///< patients' files that could not be read to their end: what they held is not all there
};

[[nodiscard]] std::vector<Study> load_studies(const std::vector<std::string>& names, Refusals& refusals);

/// Rules as `elig parse --format json` prints them, of one or more files. Throws RuleError or FileError.
[[nodiscard]] std::vector<RuleSet> load_rules(const std::vector<std::string>& names);

/// All patients of files and folders in any accepted form, cohort files among them: one alone is mapped, all else is streamed
/// into a cohort in memory by `jobs` threads (0 = all cores). `progress` (may be empty) is told bytes as they are taken from
/// the files. Throws PatientError for a cohort file that is not what it should be.
[[nodiscard]] Cohort load_cohort(const std::vector<std::string>& names, Refusals& refusals, unsigned jobs = 0,
                                 const std::function<void(std::size_t)>& progress = {});
/// The same into a builder, which gets the account of what was left out too.
void read_into(CohortBuilder& builder, const std::vector<std::string>& names, Refusals& refusals, unsigned jobs,
               const std::function<void(std::size_t)>& progress);
/// The same as single records, in byte order of their ids.
[[nodiscard]] std::vector<Patient> load_patients(const std::vector<std::string>& names, Refusals& refusals);

/// The one patient of a file, or the one of this id where it holds several. Throws PatientError or FileError.
[[nodiscard]] Patient load_patient(const std::string& name, Refusals& refusals, const std::string& id = "");

/// Rules of all studies, in their order, read by `jobs` threads (0 = all cores).
[[nodiscard]] std::vector<RuleSet> parse_all(const std::vector<Study>& studies, const Vocabulary& vocabulary, const ParseOptions& options,
                                             unsigned jobs);

/// "elig: " and one line on standard error.
void complain(const std::string& line);

}  // namespace elig::tools

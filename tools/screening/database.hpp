// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/batch.hpp"

/// Results of a batch as an SQLite file that a coordinator can query (docs/screening.md has the tables).
namespace elig::tools {

/// A pair as plain bytes: what the database is filled from once all pairs are there.
void append_row(std::string& out, const Screening& screening);
/// The pairs of a file of such rows, one after another. Throws FileError.
void each_row(const std::string& file, const std::function<void(const Screening&)>& each);

/// Writes the database anew. The same results make the same bytes. Throws FileError.
void write_database(const std::string& file, const std::string& rows, std::span<const RuleSet> studies, const PatientSource& patients, const Batch& batch,
                    const EngineOptions& options, const std::string& vocabulary);

}  // namespace elig::tools

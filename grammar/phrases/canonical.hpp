// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/ast.hpp"
#include "grammar/diagnostic.hpp"
#include "grammar/vocabulary.hpp"

namespace elig {

/// Puts each bound of the atom into the analyte's customary unit, where the conversion is known. A bound without a unit gets the
/// only unit in which its number is plausible for a living patient; where there are none or several it stays without, and a
/// diagnostic says so.
void canonicalise(Atom& atom, const Vocabulary& vocabulary, std::vector<Diagnostic>& diagnostics);

}  // namespace elig

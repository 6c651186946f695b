// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Units of measure by a closed table (`vocabulary/units.tsv`): general unit parsers misread clinical spellings with
/// confidence, so a spelling outside the table is unknown, never guessed. Thread-safe, no global state but constant tables.
namespace elig {

/// UCUM code for a spelling found in text or in a record ("mg/dl", "x10^9/L", "K/uL", "µmol/L", "mmHg", "percent"); empty
/// when the table does not hold it. `text` is matched after folding case where case does not matter, blanks, "per", superscripts.
[[nodiscard]] std::optional<std::string> ucum_of(std::string_view text);

/// What a conversion between mass and substance or of HbA1c needs to know of the analyte.
struct AnalyteUnits {
  double molar_mass = 0;     ///< g/mol; 0 when not applicable
  double valence = 0;        ///< for mEq ↔ mmol; 0 when not applicable
  bool hba1c = false;        ///< % (NGSP) ↔ mmol/mol (IFCC): affine, % = 0.09148 × mmol/mol + 2.152
  double international_unit_ug = 0;  ///< µg that make one IU, where one is agreed for the analyte; 0 otherwise
};

/// `value` in `from` expressed in `to` (both UCUM codes of the table); empty when the dimensions differ and the analyte does
/// not bridge them. International units (IU) convert to enzyme units (U), which they are for an enzyme, and to mass where the
/// analyte has `international_unit_ug`; other arbitrary units only to themselves. A ratio to creatinine (mg/mmol) takes
/// `molar_mass` for creatinine's. A unit is always itself, even outside the table.
[[nodiscard]] std::optional<double> convert(double value, std::string_view from, std::string_view to, const AnalyteUnits& analyte = {});

}  // namespace elig

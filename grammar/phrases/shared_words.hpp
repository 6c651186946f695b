// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "grammar/phrases/chunk.hpp"

namespace elig {

/// Words that are written once and meant for several members of a list: "BRAF or MEK inhibitor", "drug, alcohol or chemical abuse".
void share_last_nouns(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "bacterial, viral or fungal infection": an infection by each, not the germ.
void share_infection(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "atrial fibrillation/flutter": the first words of the name before are meant again.
void share_first_words(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "hypo- or hyperkalemia": the second's stem is meant of the first too.
void share_prefix(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "exacerbation of schizophrenia": a state of the disease, no count of events.
void name_exacerbations(std::vector<Chunk>& chunks);
/// "adjuvant or neoadjuvant chemotherapy": one therapy, given in either setting.
void share_setting(std::vector<Chunk>& chunks);

/// "vitrectomy in the study eye": which eye it is narrows what was done to it.
void name_eyes(std::vector<Chunk>& chunks);

/// "LVEF ≥ 50% by MUGA or echocardiogram": how it is measured asks for no examination of its own.
void name_methods(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "INR of prothrombin time": the ratio, not the time, is what a comparison behind them is of.
void name_ratios(std::vector<Chunk>& chunks);

/// "must demonstrate ≤ 1 g of protein in 24 hours": what the urine holds.
void name_abused(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);
void name_protein_a_day(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "renal disease or dysfunction": a general noun behind another one is of the same organ.
void share_organ(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "HCV ribonucleic acid viral load": the load of the virus that is named, not of HIV.
void name_viral_loads(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

/// "(140 - age) x weight / (72 x creatinine)": how a clearance is reckoned compares nothing.
void hush_formulas(std::vector<Chunk>& chunks);

/// "treatment with tetrathiomolybdate", "sensitivity to sulfites": what a phrase nobody knows must be, by the words before it.
void name_by_lead(std::vector<Chunk>& chunks, const Vocabulary& vocabulary);

}  // namespace elig

// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>
#include <sstream>

#include "engine/engine.hpp"
#include "grammar/parse.hpp"
#include "grammar/read_study.hpp"
#include "patients/read.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1]);
  std::ostringstream record;
  record << file.rdbuf();

  const auto vocabulary = elig::Vocabulary::builtin();
  const auto studies = elig::read_studies("Inclusion Criteria:\n- Age 10 years and over\n- Osteosarcoma\n", "example.txt");
  const auto rules = elig::parse(studies.front(), *vocabulary);
  const auto patient = elig::read_patient(record.str(), argv[1]);
  const elig::Engine engine(vocabulary, {.as_of = elig::day_of(2024, 6, 1), .absence = elig::Absence::recorded, .site_ranges = {}});
  const auto answer = engine.explain(rules, patient);
  std::printf("%s: %s, score %.2f\n", answer.patient.c_str(), elig::to_string(answer.verdict), answer.score);
  for (const auto& criterion : answer.criteria) std::printf("  %s %s\n", criterion.id.c_str(), elig::to_string(criterion.outcome));
  return answer.verdict == elig::Verdict::eligible ? 0 : 1;
}

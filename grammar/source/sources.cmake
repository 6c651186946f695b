# SPDX-FileCopyrightText: the elig authors
# SPDX-License-Identifier: Apache-2.0
target_sources(elig_grammar PRIVATE
  source/api_v2.cpp
  source/bare_text.cpp
  source/csv.cpp
  source/fields.cpp
  source/jsonl.cpp
  source/legacy_xml.cpp
  source/normalise.cpp
  source/outline.cpp
  source/outline_headings.cpp
  source/outline_lines.cpp
  source/outline_passages.cpp
  source/read_study.cpp
  source/saved_page.cpp
)

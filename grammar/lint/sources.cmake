# SPDX-FileCopyrightText: the elig authors
# SPDX-License-Identifier: Apache-2.0
target_sources(elig_grammar PRIVATE
  lint/lint.cpp
  lint/bounds.cpp
  lint/conditions.cpp
  lint/negation.cpp
  lint/numbers.cpp
  lint/registry.cpp
  lint/repeats.cpp
  lint/spelling.cpp
  lint/values.cpp
  lint/windows.cpp
)

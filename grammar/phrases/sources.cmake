# Sentences: Spirit X3 productions over tokens, and what is built from them.
target_sources(elig_grammar PRIVATE
  parse.cpp
  phrases/amount.cpp
  phrases/attach.cpp
  phrases/bind.cpp
  phrases/bounds.cpp
  phrases/canonical.cpp
  phrases/chunk.cpp
  phrases/clause.cpp
  phrases/comparison.cpp
  phrases/noun_phrase.cpp
  phrases/registry.cpp
  phrases/window.cpp
)

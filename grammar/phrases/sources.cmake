# Sentences: Spirit X3 productions over tokens, and what is built from them.
target_sources(elig_grammar PRIVATE
  parse.cpp
  phrases/amount.cpp
  phrases/attach.cpp
  phrases/bind.cpp
  phrases/bind_subject.cpp
  phrases/bind_window.cpp
  phrases/bounds.cpp
  phrases/canonical.cpp
  phrases/chunk.cpp
  phrases/clause_exception.cpp
  phrases/clause_list.cpp
  phrases/clause_nodes.cpp
  phrases/clause_operand.cpp
  phrases/clause_parenthesis.cpp
  phrases/clause_sentence.cpp
  phrases/clause_thing.cpp
  phrases/comparison.cpp
  phrases/doubtful_comparison.cpp
  phrases/implied.cpp
  phrases/noun_phrase.cpp
  phrases/reach.cpp
  phrases/registry.cpp
  phrases/shared_words.cpp
  phrases/window.cpp
)

# Words: the tables, the vocabulary made of them, units, tokens.

# Every table of grammar/vocabulary goes into the library as it is.
file(GLOB ELIG_TABLES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/vocabulary/*.tsv)
list(SORT ELIG_TABLES)
set(ELIG_TABLE_ASSEMBLY "")
set(ELIG_TABLE_ROWS "")
list(LENGTH ELIG_TABLES ELIG_TABLE_COUNT)
foreach(table ${ELIG_TABLES})
  get_filename_component(name ${table} NAME_WE)
  string(REPLACE "-" "_" symbol "elig_table_${name}")
  string(APPEND ELIG_TABLE_ASSEMBLY
    "asm(\".section .rodata\\n.balign 16\\n.global ${symbol}\\n${symbol}:\\n.incbin \\\"${table}\\\"\\n.global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n"
    "extern \"C\" __attribute__((visibility(\"hidden\"))) const char ${symbol}[], ${symbol}_end[];\n")
  string(APPEND ELIG_TABLE_ROWS "    {\"${name}\", ${symbol}, ${symbol}_end},\n")
endforeach()
configure_file(${CMAKE_CURRENT_SOURCE_DIR}/lexicon/tables.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/tables.cpp @ONLY)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/tables.cpp PROPERTIES OBJECT_DEPENDS "${ELIG_TABLES}")

target_sources(elig_grammar PRIVATE
  ${CMAKE_CURRENT_BINARY_DIR}/tables.cpp
  lexicon/plausible.cpp
  lexicon/rows.cpp
  lexicon/words.cpp
  lexicon/athena.cpp
  lexicon/loader.cpp
  lexicon/names.cpp
  lexicon/vocabulary.cpp
  lexicon/cues.cpp
  lexicon/abbreviations.cpp
  lexicon/idle.cpp
  lexicon/spelling.cpp
  lexicon/tokenise.cpp
  lexicon/units.cpp
)

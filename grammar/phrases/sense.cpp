// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/phrases/sense.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace elig {
namespace {

using Chunks = std::vector<Chunk>;

bool thing(const Chunk& c) { return c.kind == ChunkKind::thing; }

bool says(const Chunk& c, std::initializer_list<std::string_view> words) {
  for (TokenIt t = c.begin; t != c.end; ++t)
    for (const std::string_view w : words)
      if (t->is(w)) return true;
  return false;
}

bool joins(const Chunk& c) { return c.kind == ChunkKind::and_ || c.kind == ChunkKind::or_ || c.kind == ChunkKind::comma || c.kind == ChunkKind::slash; }

bool ends_clause(const Chunk& c) { return c.kind == ChunkKind::period || c.kind == ChunkKind::semicolon; }

// "NOT explicitly excluded": allowed
void turn_denied_exclusions(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::neg || c[k].value != "excluded") continue;
    std::size_t i = k;
    while (i-- > 0 && (c[i].kind == ChunkKind::filler || c[i].kind == ChunkKind::unknown) && c[i].end - c[i].begin == 1 && c[i].begin->lower.ends_with("ly")) {}
    if (i >= c.size() || c[i].kind != ChunkKind::neg || c[i].value != "plain" || !says(c[i], {"not", "never"})) continue;
    c[i].kind = ChunkKind::filler;
    c[k].kind = ChunkKind::allowed;
    c[k].value = {};
  }
}

// permission-denied = "no" thing { joint thing } ("is" | "are") "allowed" [exception]      no other malignancy is allowed except …
void deny_permissions(Chunks& c, Section section) {
  std::size_t begin = 0;
  for (std::size_t k = 0; k <= c.size(); ++k) {
    if (k < c.size() && !ends_clause(c[k]) && c[k].kind != ChunkKind::open && c[k].kind != ChunkKind::close) continue;
    std::size_t no = begin;
    while (no < k && c[no].kind == ChunkKind::filler) ++no;
    if (no < k && c[no].kind == ChunkKind::neg && c[no].value == "plain" && (c[no].begin->is("no") || c[no].begin->is("neither") || c[no].begin->is("none"))) {
      for (std::size_t i = no + 1; i < k; ++i) {
        if (c[i].kind == ChunkKind::neg && c[i].value == "excluded") {
          // "no ethnic group is excluded"
          c[no].kind = ChunkKind::filler;
          c[i].kind = ChunkKind::allowed;
          c[i].value = {};
          break;
        }
        if (c[i].kind == ChunkKind::neg || c[i].kind == ChunkKind::except || c[i].kind == ChunkKind::unless_ || c[i].begin->is("but") || c[i].begin->is("however")) break;
        if (c[i].kind != ChunkKind::allowed || !says(c[i], {"allowed", "permitted", "acceptable"}) || says(c[i], {"not"})) continue;
        c[i].kind = ChunkKind::filler;
        if (section == Section::exclusion) c[no].kind = ChunkKind::filler;
        break;
      }
    }
    begin = k + 1;
  }
}

// "acceptable methods", "permitted drugs": an adjective permits nothing; "only allowed until …" does so for a person to weigh
void weigh_permissions(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::allowed || c[k].end - c[k].begin != 1 || !c[k].value.empty()) continue;
    std::size_t next = k + 1;
    while (next < c.size() && c[next].kind == ChunkKind::filler && !says(c[next], {"in", "for", "to", "as", "with", "at", "during", "on", "by"})) ++next;
    const bool adjective = next == k + 1 && next < c.size() && (thing(c[next]) || c[next].kind == ChunkKind::unknown || (c[k].begin->is("acceptable") && (joins(c[next]) || c[next].kind == ChunkKind::state)));
    if (adjective) c[k].kind = ChunkKind::filler;
    else if (k > 0 && says(c[k - 1], {"only"})) {
      c[k].kind = ChunkKind::manual;
      c[k].value = "judgement";
    }
  }
}

// An examination that only shows something: "ECG changes suggestive of infarction", "biopsy showing carcinoma", "ECG evidence of ischemia"
void name_what_shows(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (thing(c[k])) continue;
    const bool hedge = says(c[k], {"suggestive", "suggesting", "suspicious", "indicative", "consistent", "compatible"});
    const bool shows = says(c[k], {"indicating", "showing", "demonstrating", "revealing", "evidence"});
    if (!hedge && !shows) continue;
    std::size_t what = k + 1;
    while (what < c.size() && !thing(c[what]) && !ends_clause(c[what]) && what < k + 10) ++what;
    if (what >= c.size() || !thing(c[what]) || c[what].measurable) continue;
    bool shown = false;
    for (std::size_t i = k; i-- > 0;) {
      Chunk& x = c[i];
      if (x.kind == ChunkKind::filler || x.kind == ChunkKind::possible || x.kind == ChunkKind::unknown || x.kind == ChunkKind::and_ || x.kind == ChunkKind::or_ || x.kind == ChunkKind::slash) continue;
      if (!thing(x) || (x.atom.kind != AtomKind::procedure && x.atom.kind != AtomKind::test) || x.atom.state != State::none) break;
      x.atom.assertion = Assertion::mention;
      shown = true;
    }
    // what an image is consistent with is no diagnosis
    if (shown && hedge) c[k].kind = ChunkKind::possible;
  }
}

// "recovered from surgery": whether anybody has recovered, a person says; "recovered from COVID-19" tells of a disease
void judge_recovery(Chunks& c, const Vocabulary& vocabulary) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::history || !c[k].begin->is("recovered")) continue;
    std::size_t what = k + 1;
    while (what < c.size() && (c[what].kind == ChunkKind::filler || c[what].kind == ChunkKind::history || c[what].kind == ChunkKind::current)) ++what;
    const bool disease = what < c.size() && thing(c[what]) && c[what].atom.kind == AtomKind::condition && !c[what].generic && !c[what].atom.concept_id.empty() &&
                         c[what].atom.concept_id != "toxicity" && c[what].atom.concept_id != "adverse-event" && vocabulary.find(c[what].atom.concept_id);
    const bool denied = k > 0 && c[k - 1].kind == ChunkKind::neg;
    if (disease && !denied) continue;
    c[k].kind = ChunkKind::manual;
    c[k].value = "recovery";
  }
}

bool treatment(const Chunk& c) {
  return thing(c) && (c.atom.kind == AtomKind::exposure || c.atom.kind == AtomKind::therapy || c.atom.kind == AtomKind::procedure || c.atom.kind == AtomKind::allergy);
}

bool joins_or_fills(const Chunk& c) {
  return joins(c) || c.kind == ChunkKind::filler || c.kind == ChunkKind::history || c.kind == ChunkKind::current || c.kind == ChunkKind::either || c.kind == ChunkKind::count_of || c.kind == ChunkKind::any_of ||
         c.kind == ChunkKind::bounds || (c.kind == ChunkKind::unknown && c.end - c.begin < 3);
}

// "failed methotrexate", "refractory to A or B", "inadequate response to …": taking it is not enough, and what came of it the
// record of the drug does not say
void judge_responses(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    const bool noun = thing(c[k]) && c[k].concepts.empty() && c[k].end - c[k].begin == 1 && says(c[k], {"failure", "failures", "resistance"});
    if (thing(c[k]) && !noun) continue;
    const bool failed = says(c[k], {"failed", "failing", "failure", "failures", "refractory", "resistant", "resistance", "relapsed", "progressed", "unresponsive", "nonresponsive", "nonresponders", "nonresponder"});
    const bool response = says(c[k], {"response", "responded", "responding", "respond"});
    if (!failed && !response && !noun) continue;
    std::size_t i = k + 1;
    bool found = false, link = false;
    for (; i < c.size(); ++i) {
      if (treatment(c[i]) && !(c[i].generic && !found)) {
        if (!found && !link && !failed) break;
        c[i].atom.qualifiers.emplace_back(response && !failed ? "response" : "refractory");
        found = true;
        continue;
      }
      if (treatment(c[i])) continue;
      // "resistance to emtricitabine (FTC), tenofovir or 3TC"
      if (found && c[i].kind == ChunkKind::open) {
        while (i < c.size() && c[i].kind != ChunkKind::close) ++i;
        continue;
      }
      link |= says(c[i], {"to", "of", "on", "after", "following", "with", "prior", "previous"}) || c[i].kind == ChunkKind::history;
      if (!joins_or_fills(c[i]) && c[i].kind != ChunkKind::possible) break;
    }
    if (!found) continue;
    if (noun) c[k].kind = ChunkKind::filler;
    // "lack of response to infliximab" denies the response, not the drug
    for (std::size_t n = k; n-- > 0 && (c[n].kind == ChunkKind::neg || c[n].kind == ChunkKind::filler);)
      if (c[n].kind == ChunkKind::neg && response) {
        c[n].kind = ChunkKind::filler;
        break;
      }
  }
}

// "known or suspected malignancy": one on record is enough
void join_suspicions(Chunks& c) {
  const auto known = [](const Chunk& x) { return ((x.kind == ChunkKind::filler || x.kind == ChunkKind::neg) && says(x, {"known", "confirmed", "documented", "proven", "definite", "established", "diagnosed"})) || x.kind == ChunkKind::history || (x.kind == ChunkKind::current && says(x, {"active", "current", "evidence"})); };
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    if (!joins(c[k + 1]) || c[k + 1].kind == ChunkKind::comma) continue;
    const bool first = known(c[k]) && c[k + 2].kind == ChunkKind::possible;
    const bool second = c[k].kind == ChunkKind::possible && (known(c[k + 2]) || (thing(c[k + 2]) && (c[k + 2].begin->is("confirmed") || c[k + 2].begin->is("known") || c[k + 2].begin->is("documented") || c[k + 2].begin->is("proven"))));
    if (!first && !second) continue;
    Chunk& possible = first ? c[k + 2] : c[k];
    Chunk& sure = first ? c[k] : c[k + 2];
    if (!says(possible, {"suspected", "suspicion", "possible", "probable", "presumed"})) continue;
    possible.value = "or known";
    if (sure.kind == ChunkKind::current) sure.kind = ChunkKind::filler;
    c[k + 1].kind = ChunkKind::filler;
  }
}

// "a non-breast malignancy": any other one; nobody is kept out for having none in the breast
void name_other_sites(Chunks& c, const Vocabulary& vocabulary) {
  const auto cancer = vocabulary.find("cancer"), spread = vocabulary.find("metastatic-cancer");
  if (!cancer) return;
  for (std::size_t k = 0; k + 1 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::neg || c[k].end - c[k].begin != 1 || !c[k].begin->is("non")) continue;
    const std::size_t at = k + 1 < c.size() && c[k + 1].kind == ChunkKind::filler && c[k + 1].begin->mark('-') ? k + 2 : k + 1;
    if (at >= c.size() || !thing(c[at]) || c[at].atom.kind != AtomKind::condition || !c[at].atom.bounds.empty()) continue;
    const auto what = vocabulary.find(c[at].atom.concept_id);
    if (!what || *what == *cancer || !vocabulary.is_a(*what, *cancer) || (spread && (*what == *spread || vocabulary.is_a(*what, *spread)))) continue;
    const auto general = [](const Token& t) { return t.is("malignancy") || t.is("malignancies") || t.is("cancer") || t.is("cancers"); };
    const bool beside = at + 1 < c.size() && thing(c[at + 1]) && c[at + 1].atom.concept_id == "cancer" && general(*c[at + 1].begin);
    if (!beside && !(c[at].end - c[at].begin == 2 && general(c[at].end[-1]))) continue;
    OtherThan other;
    other.concept_id = c[at].atom.concept_id;
    other.words = c[at].atom.words;
    other.span = c[at].atom.subject.span;
    Chunk& any = beside ? c[at + 1] : c[at];
    if (beside) c[at].kind = ChunkKind::filler;
    any.atom.other_than.push_back(std::move(other));
    any.atom.concept_id = vocabulary.at(*cancer).id;
    any.atom.words = {"cancer"};
    any.concepts = {*cancer};
    c[k].kind = ChunkKind::filler;
  }
}

// "suicide risk", "exposure to tuberculosis": the thing itself is not said of the patient
void fear_risks(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (thing(c[k]) && (c[k].atom.kind == AtomKind::condition || c[k].atom.kind == AtomKind::finding) && c[k].end - c[k].begin > 1 && (c[k].end[-1].is("risk") || c[k].end[-1].is("risks"))) c[k].atom.assertion = Assertion::possible;
    if (c[k].kind != ChunkKind::history || !says(c[k], {"exposure", "exposed"})) continue;
    std::size_t what = k + 1;
    while (what < c.size() && (c[what].kind == ChunkKind::filler || c[what].kind == ChunkKind::current)) ++what;
    if (what < c.size() && thing(c[what]) && c[what].atom.kind == AtomKind::condition) c[k].kind = ChunkKind::possible;
  }
}

// "undergoing hip replacement", "starting insulin" among the inclusions: what is to come
void expect_plans(Chunks& c, Section section) {
  if (section != Section::inclusion) return;
  bool opens = true;  // nothing but "patients" so far in this clause
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (ends_clause(c[k]) || c[k].kind == ChunkKind::open) {
      opens = true;
      continue;
    }
    std::size_t what = k + 1;
    while (what < c.size() && (c[what].kind == ChunkKind::filler || c[what].kind == ChunkKind::unknown) && what < k + 4) ++what;
    const bool procedure = what < c.size() && thing(c[what]) && c[what].atom.kind == AtomKind::procedure;
    const bool drug = what < c.size() && thing(c[what]) && c[what].atom.kind == AtomKind::exposure;
    if (c[k].kind == ChunkKind::current && c[k].begin->is("undergoing") && procedure) c[k].kind = ChunkKind::future;
    if (opens && (c[k].kind == ChunkKind::filler || c[k].kind == ChunkKind::unknown) && says(c[k], {"starting", "initiating", "beginning"}) && (drug || procedure) && what == k + 1) c[k].kind = ChunkKind::future;
    if (thing(c[k])) opens = false;
  }
}

// "survival will be ≥ 12 weeks", "QRS to be < 120 ms": a comparison asks for what is, whatever its tense
void compare_now(Chunks& c) {
  for (std::size_t k = 0; k + 1 < c.size(); ++k)
    if (c[k].kind == ChunkKind::future && c[k].end[-1].is("be") && c[k + 1].kind == ChunkKind::bounds && c[k + 1].bounds.explicit_op) c[k].kind = ChunkKind::filler;
}

// permission = people "may" "have" ["had" | "received"] thing            patients may have received prior tamoxifen
void permit_what_may_be(Chunks& c, Section section) {
  if (section != Section::inclusion) return;
  for (std::size_t k = 1; k + 1 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::hypothetical || !c[k].begin->is("may") || c[k].end - c[k].begin != 1) continue;
    if (!says(c[k - 1], {"patients", "subjects", "participants", "patient", "subject", "participant"})) continue;
    const Chunk& verb = c[k + 1];
    if (!says(verb, {"had", "received", "receiving", "taking", "undergone", "used"})) continue;
    bool limited = false;
    for (std::size_t i = k + 1; i < c.size() && !ends_clause(c[i]); ++i)
      limited |= c[i].kind == ChunkKind::bounds || c[i].kind == ChunkKind::neg || c[i].kind == ChunkKind::except || c[i].kind == ChunkKind::provided || c[i].kind == ChunkKind::allowed || c[i].begin->is("but") || c[i].begin->is("only");
    if (!limited) c[k].kind = ChunkKind::allowed;
  }
}

// "no abnormalities on physical examination": not the examination is denied
void ask_for_abnormalities(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (!thing(c[k]) || (c[k].atom.kind != AtomKind::procedure && c[k].atom.kind != AtomKind::test) || c[k].atom.state != State::none) continue;
    bool exam = false, abnormal = false;
    for (const std::string& w : c[k].atom.words) exam |= w == "examination" || w == "exam" || w == "ecg" || w == "electrocardiogram" || w == "imaging" || w == "echocardiogram" || w == "echocardiography" || w == "eeg" || w == "history";
    for (std::size_t n = k; exam && n-- > 0 && k - n < 6 && !ends_clause(c[n]);) abnormal |= says(c[n], {"abnormality", "abnormalities", "abnormal", "finding", "findings", "changes"});
    if (abnormal) c[k].atom.qualifiers.emplace_back("abnormal");
  }
}

// "second or subsequent remission", "third relapse": the record rarely counts them
void count_ordinals(Chunks& c) {
  const auto ordinal = [](const Chunk& x) { return x.kind == ChunkKind::filler && x.end - x.begin == 1 && says(x, {"second", "third", "subsequent", "fourth"}); };
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (!thing(c[k]) || (c[k].atom.kind != AtomKind::condition && c[k].atom.kind != AtomKind::finding) || c[k].generic || !c[k].atom.bounds.empty()) continue;
    if (ordinal(c[k - 1])) {
      c[k].atom.qualifiers.emplace_back(c[k - 1].begin->lower);
    } else if (k > 1 && c[k - 1].kind == ChunkKind::or_ && ordinal(c[k - 2]) && (c[k].begin->is("subsequent") || c[k].begin->is("third") || c[k].begin->is("later"))) {
      auto& qualifiers = c[k].atom.qualifiers;
      if (qualifiers.empty()) qualifiers.emplace_back();
      qualifiers.front() = std::string(c[k - 2].begin->lower) + (qualifiers.front().empty() ? "" : "|" + qualifiers.front());
      c[k - 1].kind = ChunkKind::filler;
    }
  }
}

// washout = duration "since" "prior" "and" "no" ["other"] "concurrent" treatment      at least 3 weeks since prior and no concurrent steroids
// Whoever has kept that distance takes none now.
void join_washouts(Chunks& c) {
  for (std::size_t k = 2; k + 1 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::neg || c[k].value != "plain" || !c[k].begin->is("no") || c[k - 1].kind != ChunkKind::and_) continue;
    std::size_t now = k;
    while (now + 1 < c.size() && (c[now + 1].kind == ChunkKind::current || (c[now + 1].kind == ChunkKind::filler && says(c[now + 1], {"other"})))) ++now;
    bool concurrent = false;
    for (std::size_t i = k; i <= now; ++i) concurrent |= says(c[i], {"concurrent", "concomitant"});
    std::size_t since = k - 1;
    while (since > 0 && since + 5 > k && c[since].kind != ChunkKind::window) --since;
    if (!concurrent || c[since].kind != ChunkKind::window || !says(c[since], {"since", "from", "after"})) continue;
    bool prior = says(c[since], {"prior", "previous"});
    for (std::size_t i = since + 1; i + 1 < k; ++i) {
      prior |= says(c[i], {"prior", "previous"});
      if (c[i].kind != ChunkKind::filler && c[i].kind != ChunkKind::history) prior = false;
    }
    if (!prior) continue;
    c[k - 2].end = c[now].end;
    c.erase(c.begin() + static_cast<std::ptrdiff_t>(k - 1), c.begin() + static_cast<std::ptrdiff_t>(now + 1));
  }
}

// "planned surgery", "transplantation is planned": what is to come; no record of one that was done is meant
void expect_procedures(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!thing(c[k]) || (c[k].atom.kind != AtomKind::procedure && c[k].atom.kind != AtomKind::therapy)) continue;
    std::size_t after = k + 1;
    while (after < c.size() && c[after].kind == ChunkKind::filler && says(c[after], {"is", "are", "being", "already"})) ++after;
    const bool behind = after < c.size() && c[after].kind == ChunkKind::future && says(c[after], {"planned", "scheduled", "anticipated", "expected", "pending", "upcoming"}) && (after + 1 == c.size() || !thing(c[after + 1]));
    const bool before = c[k].begin->is("planned") || c[k].begin->is("scheduled") || c[k].begin->is("upcoming") || c[k].begin->is("anticipated");
    if ((behind || before) && c[k].atom.assertion == Assertion::asserted) c[k].atom.assertion = Assertion::planned;
    if (behind) c[after].kind = ChunkKind::filler;
  }
}

// "the Barrow Epilepsy Center", "a member of the Multiple Sclerosis Society": part of a name, which says nothing of a disease
void doubt_institutions(Chunks& c) {
  const auto institution = [](const Token& t) {
    for (const std::string_view w : {"center", "centre", "centers", "centres", "institute", "institutes", "society", "foundation", "unit", "units", "department", "registry", "association", "network", "consortium", "hospital", "clinic", "clinics", "ward", "program", "programme"})
      if (t.is(w)) return true;
    return false;
  };
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (!thing(c[k]) || c[k].atom.kind != AtomKind::condition) continue;
    bool named = c[k].begin == c[k].end - 1 ? false : std::any_of(c[k].begin, c[k].end, institution);
    if (!named && k + 1 < c.size() && (c[k + 1].kind == ChunkKind::unknown || c[k + 1].kind == ChunkKind::filler)) named = institution(*c[k + 1].begin);
    if (named) c[k].atom.assertion = Assertion::possible;
  }
}

// "Cohort B: …": the letter names nothing
void hush_arms(Chunks& c) {
  for (std::size_t k = 1; k < c.size() && k < 6; ++k) {
    if (c[k].kind != ChunkKind::unknown || c[k].end - c[k].begin != 1 || c[k].begin->text.size() > 3) continue;
    const Token& label = c[k].begin[-1];
    for (const std::string_view w : {"cohort", "arm", "group", "part", "stratum", "phase", "step", "cohorts", "parts", "arms"})
      if (label.is(w)) c[k].kind = ChunkKind::filler;
  }
}

// alone-or-with = drug ["alone"] "or" "in combination with" drug            metformin alone or in combination with insulin
// Whoever takes the first alone is meant as well.
void combine_or_not(Chunks& c) {
  for (std::size_t k = 1; k + 2 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::or_ || c[k + 1].kind != ChunkKind::and_ || !says(c[k + 1], {"combination", "together", "combined", "along", "conjunction"})) continue;
    std::size_t first = k;
    while (first > 0 && c[first - 1].kind == ChunkKind::filler) --first;
    if (first == 0 || !thing(c[first - 1])) continue;
    std::erase(c[first - 1].atom.qualifiers, "alone");
    c[k].kind = c[k + 1].kind = ChunkKind::filler;
    for (std::size_t n = k + 2; n < c.size() && !ends_clause(c[n]) && c[n].kind != ChunkKind::comma && c[n].kind != ChunkKind::close; ++n) {
      if (thing(c[n])) c[n].atom.assertion = Assertion::mention;
      else if (c[n].kind == ChunkKind::unknown || joins(c[n])) c[n].kind = ChunkKind::filler;
    }
  }
}

// "transplant ineligible", "not transplant eligible": for a person to say
void judge_fitness(Chunks& c) {
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::neg || c[k].value != "excluded" || c[k].end - c[k].begin != 1 || !c[k].begin->is("ineligible")) continue;
    if (!thing(c[k - 1]) || (c[k - 1].atom.kind != AtomKind::procedure && c[k - 1].atom.kind != AtomKind::therapy && c[k - 1].atom.kind != AtomKind::exposure)) continue;
    c[k].kind = ChunkKind::manual;
    c[k].value = "ability";
  }
}

// "arrhythmia requiring treatment (other than digoxin)": whether another treatment is needed no record says
void except_treatments(Chunks& c) {
  for (std::size_t k = 1; k + 2 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::open || c[k + 1].kind != ChunkKind::except || !thing(c[k - 1]) || !c[k - 1].generic) continue;
    const AtomKind kind = c[k - 1].atom.kind;
    if (kind != AtomKind::procedure && kind != AtomKind::therapy && kind != AtomKind::exposure) continue;
    std::size_t disease = k - 1;
    while (disease > 0 && (c[disease - 1].kind == ChunkKind::hypothetical || c[disease - 1].kind == ChunkKind::filler || c[disease - 1].kind == ChunkKind::current)) --disease;
    if (disease == 0 || !thing(c[disease - 1]) || c[disease - 1].atom.kind != AtomKind::condition) continue;
    c[disease - 1].atom.qualifiers.emplace_back("perhaps treated otherwise");
    c[k].kind = c[k + 1].kind = ChunkKind::filler;
    for (std::size_t i = k + 2; i < c.size(); ++i) {
      const bool ends = c[i].kind == ChunkKind::close;
      if (thing(c[i])) c[i].atom.assertion = Assertion::mention;
      else c[i].kind = ChunkKind::filler;
      if (ends) break;
    }
  }
}

// "HIV (testing to be done within 6 months)": the time is of the test, not of the infection
void date_tests(Chunks& c) {
  for (std::size_t k = 1; k + 1 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::open || !thing(c[k - 1]) || c[k - 1].atom.kind != AtomKind::condition) continue;
    bool test = false, named = false;
    std::size_t close = k + 1;
    for (; close < c.size() && c[close].kind != ChunkKind::close; ++close) {
      named |= thing(c[close]);
      for (TokenIt t = c[close].begin; t != c[close].end; ++t)
        for (const std::string_view word : {"testing", "tested", "test", "tests", "screening", "assessed", "serology"}) test |= t->is(word);
    }
    if (!test || named) continue;
    for (std::size_t i = k + 1; i < close; ++i)
      if (c[i].kind == ChunkKind::window) c[i].kind = ChunkKind::filler;
  }
}

// given-in-trial = participation "with" investigational drug                participated in a study with an experimental drug within 30 days
// Whoever took part was given the drug, and that the record tells.
void name_what_trials_give(Chunks& c) {
  const auto trial = [](const Chunk& x) { return (x.kind == ChunkKind::manual && x.value == "participation") || (thing(x) && x.atom.concept_id == "other-trial"); };
  for (std::size_t k = 1; k < c.size(); ++k) {
    if (!thing(c[k]) || c[k].atom.concept_id != "investigational-drug" || c[k].atom.kind != AtomKind::exposure) continue;
    std::size_t i = k;
    bool part = false, given = false;
    while (i > 0 && (trial(c[i - 1]) || c[i - 1].kind == ChunkKind::filler || c[i - 1].kind == ChunkKind::history || c[i - 1].kind == ChunkKind::current || c[i - 1].kind == ChunkKind::for_ || c[i - 1].kind == ChunkKind::unknown)) {
      --i;
      if (trial(c[i])) part |= given;
      else if (c[i].kind == ChunkKind::unknown && !says(c[i], {"interventional", "involving", "testing", "evaluating", "receiving", "clinical", "drug", "therapeutic"})) break;
      else if (!part) given |= says(c[i], {"with", "of", "involving", "using", "testing", "evaluating", "for", "receiving", "where", "which", "including"}) || c[i].kind == ChunkKind::history || c[i].kind == ChunkKind::current;
    }
    if (!part) continue;
    for (std::size_t n = i; n < k; ++n)
      if (trial(c[n])) {
        if (c[n].atom.window && !c[k].atom.window) c[k].atom.window = c[n].atom.window;
        c[n].kind = ChunkKind::filler;
        c[n].atom = Atom{};
        c[n].concepts.clear();
      }
    c[k].atom.assertion = Assertion::asserted;
  }
}

// "receive radiotherapy within 28 days prior to …": a criterion's present tense for what has been
void receive_before(Chunks& c) {
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (c[k].kind != ChunkKind::future || c[k].end - c[k].begin != 1 || !says(c[k], {"receive", "receives"})) continue;
    for (std::size_t i = k + 1; i < c.size() && !ends_clause(c[i]); ++i)
      if (c[i].kind == ChunkKind::window && !c[i].window.window.future && says(c[i], {"prior", "before", "last", "past", "previous", "preceding"})) {
        c[k].kind = ChunkKind::filler;
        break;
      }
  }
}

// "… with the following exceptions: A; B": the list goes on with what is excepted
void list_exceptions(Chunks& c) {
  for (std::size_t k = 0; k + 2 < c.size(); ++k) {
    if (c[k].kind != ChunkKind::except) continue;
    // "no other malignancy is allowed except for the following: A, B"
    const bool following = c[k + 1].kind == ChunkKind::following && k + 3 < c.size();
    if (!following && !c[k].end[-1].is("exceptions") && !c[k].end[-1].is("exception") && !c[k].end[-1].is("exclusions")) continue;
    std::size_t colon = k + 1;
    while (colon < c.size() && (c[colon].kind == ChunkKind::filler || c[colon].kind == ChunkKind::following) && colon < k + 3) ++colon;
    if (colon >= c.size() || c[colon].kind != ChunkKind::colon) continue;
    c[colon].kind = ChunkKind::filler;
    for (std::size_t i = colon + 1; i + 1 < c.size() && c[i].kind != ChunkKind::period; ++i)
      if (c[i].kind == ChunkKind::semicolon) c[i].kind = ChunkKind::comma;
  }
}

}  // namespace

void weigh_words(Chunks& chunks, const Vocabulary& vocabulary, Section section) {
  name_other_sites(chunks, vocabulary);
  list_exceptions(chunks);
  name_what_trials_give(chunks);
  receive_before(chunks);
  except_treatments(chunks);
  date_tests(chunks);
  turn_denied_exclusions(chunks);
  deny_permissions(chunks, section);
  weigh_permissions(chunks);
  name_what_shows(chunks);
  judge_recovery(chunks, vocabulary);
  judge_fitness(chunks);
  judge_responses(chunks);
  count_ordinals(chunks);
  ask_for_abnormalities(chunks);
  join_suspicions(chunks);
  fear_risks(chunks);
  compare_now(chunks);
  expect_plans(chunks, section);
  permit_what_may_be(chunks, section);
  join_washouts(chunks);
  combine_or_not(chunks);
  expect_procedures(chunks);
  doubt_institutions(chunks);
  hush_arms(chunks);
}

}  // namespace elig

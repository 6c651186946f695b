// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/source/outline_passages.hpp"

#include <algorithm>
#include <array>

#include "grammar/source/fields.hpp"

namespace elig::source {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

std::string_view slice(std::string_view text, Span part) { return text.substr(part.begin, part.end - part.begin); }

bool ends_with_any(std::string_view text, std::string_view characters) {
  return !text.empty() && characters.find(text.back()) != std::string_view::npos;
}

// Does the text break off in the middle of a phrase?
bool breaks_off(std::string_view text) {
  if (ends_with_any(text, ",(-/&")) return true;
  const auto blank = text.find_last_of(" \n\t");
  const auto word = lower(blank == std::string_view::npos ? text : text.substr(blank + 1));
  static constexpr std::array<std::string_view, 24> linking = {"and", "or",  "of", "the", "with", "to",  "a",    "an",   "in",  "for", "by",  "from",
                                                               "at",  "that", "is", "are", "be",   "as",  "than", "who",  "any", "<",   ">",   "="};
  return std::ranges::find(linking, word) != linking.end();
}

/// Remembers how far each kind of numbering has come, to tell "E. coli" from item E.
class Sequence {
 public:
  [[nodiscard]] bool starts_or_follows(const Mark& mark) const {
    if (mark.value == 1) return true;
    return std::ranges::any_of(last_, [&](const Mark& seen) { return seen.same_list(mark) && seen.value + 1 == mark.value; });
  }
  void remember(const Mark& mark) {
    if (mark.kind == MarkKind::symbol) return;
    const auto seen = std::ranges::find_if(last_, [&](const Mark& m) { return m.same_list(mark); });
    if (seen != last_.end()) {
      seen->value = mark.value;
    } else if (last_.size() < 32) {
      last_.push_back(mark);
    }
  }

 private:
  std::vector<Mark> last_;
};

class Joiner {
 public:
  Joiner(std::string_view text, Span part) : text_(text), lines_(lines_of(text, part)), wrap_(wrap_column(lines_)) {
    std::size_t marked = 0, apart = 0;
    for (const auto& line : lines_) {
      if (!mark_at(words(line))) continue;
      ++marked;
      apart += line.gap > 0 ? 1 : 0;
    }
    spaced_ = marked >= 3 && apart * 10 >= marked * 7;
  }

  std::vector<Passage> run() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const auto& line = lines_[i];
      const Line* before = i > 0 ? &lines_[i - 1] : nullptr;
      if (const auto mark = accepted_mark(line, before)) {
        start(line, *mark);
      } else if (before != nullptr && continues(line, *before)) {
        out_.back().text.end = line.words.end;
      } else {
        start(line, Mark{});
      }
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view words(const Line& line) const { return slice(text_, line.words); }

  void start(const Line& line, const Mark& mark) {
    Passage passage;
    passage.mark = mark;
    passage.mark_span = {line.words.begin, line.words.begin + mark.length};
    passage.text = {line.words.begin + mark.length, line.words.end};
    passage.column = line.column;
    passage.text_column = line.column + mark.length;
    passage.gap = line.gap;
    sequence_.remember(mark);
    // "-  -Subjects", "* 1) Subjects": the second mark says nothing more.
    if (mark.kind == MarkKind::symbol) {
      if (const auto second = mark_at(slice(text_, passage.text))) {
        const bool symbol = second->kind == MarkKind::symbol && second->style != '>' && second->style != '+' && second->style != '~';
        if (symbol || (second->kind == MarkKind::number && sequence_.starts_or_follows(*second))) {
          passage.text.begin += second->length;
          passage.mark_span.end = passage.text.begin;
          sequence_.remember(*second);
        }
      }
    }
    out_.push_back(passage);
  }

  [[nodiscard]] std::optional<Mark> accepted_mark(const Line& line, const Line* before) const {
    auto mark = mark_at(words(line));
    if (!mark) {
      // "-18 years": a mark where the line before has the same one.
      const auto own = words(line);
      if (own.size() < 2 || own[0] != '-' || own[1] < '0' || own[1] > '9' || out_.empty() || out_.back().mark.style != '-') return std::nullopt;
      if (out_.back().column != line.column) return std::nullopt;
      return Mark{MarkKind::symbol, '-', 0, 1};
    }
    if (mark->kind == MarkKind::roman && !sequence_.starts_or_follows(*mark)) {
      mark = as_letter(*mark, words(line));
      if (!mark) return std::nullopt;
    } else if (mark->kind == MarkKind::roman && mark->value != 2) {
      // "i." goes on after "h."
      if (const auto letter = as_letter(*mark, words(line)); letter && letter->value != 1 && sequence_.starts_or_follows(*letter)) mark = letter;
    }
    const bool follows = sequence_.starts_or_follows(*mark);
    if (mark->kind == MarkKind::letter && !follows) return std::nullopt;
    if (before == nullptr || line.gap > 0) return mark;
    const bool wrapped_here = out_.back().marked() && line.column == out_.back().text_column;
    if (mark->kind == MarkKind::symbol) {
      // In a text that keeps its bullets apart, a dash at the start of a wrapped line is a dash.
      const bool dash = mark->style == '-' || mark->style == '+' || mark->style == '>';
      return spaced_ && wrapped_here && dash ? std::nullopt : mark;
    }
    if (spaced_ && wrapped_here) return std::nullopt;
    if (!follows && (wrapped_here || is_full(*before, line) || breaks_off(words(*before)))) return std::nullopt;
    return mark;
  }

  // Would the next line's first word have fitted?
  [[nodiscard]] bool is_full(const Line& line, const Line& next) const {
    if (wrap_ == 0) return false;
    const auto own = words(next);
    const auto first = std::min(own.find_first_of(" \t"), own.size());
    return line.end + 1 + first > wrap_;
  }

  [[nodiscard]] bool continues(const Line& line, const Line& before) const {
    const auto& open = out_.back();
    const auto own = words(line);
    const auto so_far = words(before);
    if (line.gap > 0 || is_registry_line(own) || is_registry_line(so_far)) return false;
    if (so_far.ends_with("clusion") && own.starts_with("Criteria")) return true;
    const bool hangs = open.marked() && line.column > open.column;
    if (const auto title = section_title(own); title && title->length == own.size() && (is_capital(own.front()) || own.back() == ':') && !breaks_off(so_far)) {
      if (!(hangs && is_full(before, line))) return false;
    }
    if (hangs) return true;
    const bool begins_low = is_lower(own.front()) || own.front() == ')' || own.front() == '<' || own.front() == '>' || own.front() == '=';
    const bool ended = ends_with_any(so_far, ".;:!?");
    if (breaks_off(so_far) && !so_far.ends_with('-')) return true;
    if (is_form_title(own) || (own.ends_with(':') && (is_form_topic(own) || (!begins_low && is_short_label(own, 6)) || own.starts_with("for ")))) return false;
    if (open.marked()) return is_full(before, line) ? !(ended && is_capital(own.front())) : begins_low && !ended;
    const auto whole = slice(text_, open.text);
    if (whole.ends_with(':') || section_title(whole).value_or(SectionTitle{}).length == whole.size()) return false;
    if (is_full(before, line)) return !(ended && line.column < before.column);
    return begins_low && !ended && (wrap_ != 0 || so_far.size() >= 60);
  }

  std::string_view text_;
  std::vector<Line> lines_;
  std::uint32_t wrap_;
  bool spaced_ = false;
  Sequence sequence_;
  std::vector<Passage> out_;
};

/// Takes apart what stands in one line: titles before criteria, "• a • b", "1) a; 2) b".
class Splitter {
 public:
  Splitter(std::string_view text, bool topical) : text_(text), topical_(topical) {}

  std::vector<Passage> run(std::vector<Passage> joined) {
    for (std::size_t i = 0; i < joined.size(); ++i) {
      next_ = i + 1 < joined.size() ? &joined[i + 1] : nullptr;
      titles(joined[i]);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view words(const Passage& passage) const { return slice(text_, passage.text); }

  // A passage without the first `length` bytes of its text, those as a passage of their own.
  static std::pair<Passage, Passage> cut(const Passage& passage, std::size_t length) {
    Passage head = passage, rest = passage;
    head.text.end = head.text.begin + static_cast<std::uint32_t>(length);
    rest.text.begin = head.text.end;
    rest.mark_span = {rest.text.begin, rest.text.begin};
    rest.mark = Mark{};
    rest.text_column = rest.column;
    rest.gap = 0;
    rest.inner = true;
    return {head, rest};
  }

  void add(Passage passage) {
    passage.text = trimmed(text_, passage.text);
    if (!passage.text.empty() || passage.title) out_.push_back(passage);
  }

  // Iterative: a text of nothing but titles must not deepen the stack.
  void titles(Passage passage) {
    for (;;) {
      passage.text = trimmed(text_, passage.text);
      if (quoted_list(passage)) continue;
      const auto own = words(passage);
      if (own.empty()) return;
      const auto title = section_title(own);
      if (title && !is_member(passage, *title)) {
        auto [head, rest] = cut(passage, title->length);
        head.title = title;
        if (title->neutral && titled_) head.title->section = section_;
        section_ = head.title->section;
        titled_ = true;
        since_title_ = 0;
        add(head);
        if (title->length >= own.size()) return;
        passage = rest;
        list_dash(passage);
        if (names_population(passage)) {
          auto& whole = out_.back();
          whole.text.end = trimmed(text_, passage.text).end;
          whole.title->label = words(whole);
          whole.title->bare = false;
          return;
        }
        continue;
      }
      if (const auto at = inner_section_title(own, title ? title->length : 1)) {
        auto [head, rest] = cut(passage, *at);
        labels(head);
        passage = rest;
        continue;
      }
      labels(passage);
      return;
    }
  }

  // An item that only names the criteria it stands among: "- Exclusion criteria for the ECG: heart rate …".
  [[nodiscard]] bool is_member(const Passage& passage, const SectionTitle& title) const {
    if (!passage.marked() || !titled_ || title.section != section_ || since_title_ == 0) return false;
    const auto own = words(passage);
    const auto core = own.find_first_of("(\xEF");
    if (core != std::string_view::npos && core <= 24 && core < title.length) return false;  // "Inclusion Criteria (control group):"
    if (title.length < own.size()) return true;
    return !title.bare && next_ != nullptr && next_->column > passage.column + 1;
  }

  // "Inclusion Criteria: Parents" over a list.
  [[nodiscard]] bool names_population(const Passage& rest) const {
    const auto own = trim(words(rest));
    return !rest.marked() && next_ != nullptr && next_->marked() && is_short_label(own, 3) && is_group(own);
  }

  // "Inclusion Criteria: - first": the dash is the first item's mark.
  void list_dash(Passage& rest) const {
    rest.text = trimmed(text_, rest.text);
    if (const auto mark = mark_at(words(rest)); mark && mark->kind != MarkKind::letter && mark->kind != MarkKind::roman) {
      rest.mark = *mark;
      rest.mark_span = {rest.text.begin, rest.text.begin + mark->length};
      rest.text.begin += mark->length;
    }
  }

  void labels(const Passage& passage) {
    ++since_title_;
    const auto own = words(passage);
    if (topical_ && !passage.marked()) return topics(passage);
    const auto colon = own.substr(0, 70).find(':');
    if (!passage.marked() && colon != std::string_view::npos && colon + 1 < own.size() && !own.ends_with(':')) {
      const auto label = own.substr(0, colon);
      if (is_short_label(label, 6) && is_group(label)) {
        auto [head, rest] = cut(passage, colon + 1);
        head.label = true;
        add(head);
        return bullets(rest);
      }
    }
    bullets(passage);
  }

  // "PATIENT CHARACTERISTICS: Age: Over 16 Performance status: ECOG 0-2" of the old form.
  void topics(Passage passage) {
    for (;;) {
      passage.text = trimmed(text_, passage.text);
      const auto own = words(passage);
      if (own.empty()) return;
      if (const auto length = form_heading_length(own); length > 0 && length < own.size()) {
        auto [head, rest] = cut(passage, length);
        head.label = true;
        add(head);
        passage = rest;
        continue;
      }
      const auto at = inner_topic(own);
      if (!at) return bullets(passage);
      auto [head, rest] = cut(passage, *at);
      bullets(head);
      passage = rest;
    }
  }

  static std::optional<std::size_t> inner_topic(std::string_view own) {
    for (std::size_t i = 1; i + 3 < own.size(); ++i) {
      if (is_capital(own[i]) && is_blank(own[i - 1]) && form_heading_length(own.substr(i)) > 0) return i;
    }
    return std::nullopt;
  }

  // "Inclusion Criteria: - First - Second": dashes before capitals go on as they began. A dash in a line that began with one
  // the usual way may be a dash; two of them are not.
  static std::vector<std::size_t> next_dashes(const Passage& passage, std::string_view own) {
    std::vector<std::size_t> found;
    if (passage.mark.style != '-' || passage.mark.kind != MarkKind::symbol) return found;
    for (std::size_t i = 1; i + 2 < own.size(); ++i) {
      if (own[i] != '-' || !is_blank(own[i - 1]) || !is_blank(own[i + 1])) continue;
      const auto word = trim(own.substr(i + 1, 120));
      if (!word.empty() && is_capital(word.front())) found.push_back(i);
    }
    if (!passage.inner && found.size() < 2) found.clear();
    return found;
  }

  // ["a", "b"]: a list as JSON writes it. What follows the list stays in `passage`.
  bool quoted_list(Passage& passage) {
    const auto own = words(passage);
    if (!own.starts_with('[') || !trim(own.substr(1)).starts_with('"')) return false;
    std::size_t at = 1;
    while (at < own.size() && own[at] != ']') {
      if (own[at] != '"') {
        ++at;
        continue;
      }
      const std::size_t begin = ++at;
      while (at < own.size() && own[at] != '"') at += own[at] == '\\' ? 2 : 1;
      at = std::min(at, own.size());
      Passage item = passage;
      item.mark = {MarkKind::symbol, '"', 0, 1};
      item.mark_span = {passage.text.begin + static_cast<std::uint32_t>(begin) - 1, passage.text.begin + static_cast<std::uint32_t>(begin)};
      item.text = {item.mark_span.end, passage.text.begin + static_cast<std::uint32_t>(at)};
      item.inner = true;
      ++since_title_;
      add(item);
      ++at;
    }
    at = std::min(at + 1, own.size());
    passage.text.begin += static_cast<std::uint32_t>(at);
    passage.mark = Mark{};
    passage.mark_span = {passage.text.begin, passage.text.begin};
    passage.inner = true;
    return true;
  }

  void bullets(Passage passage) {
    if (const auto dashes = next_dashes(passage, words(passage)); !dashes.empty()) {
      for (std::size_t i = 0; i <= dashes.size(); ++i) {
        Passage item = passage;
        if (i > 0) {
          item.mark_span = {passage.text.begin + static_cast<std::uint32_t>(dashes[i - 1]), 0};
          item.mark_span.end = item.mark_span.begin + 1;
          item.text.begin = item.mark_span.end;
          item.inner = true;
          item.gap = 0;
        }
        if (i < dashes.size()) item.text.end = passage.text.begin + static_cast<std::uint32_t>(dashes[i]);
        run_on(item);
      }
      return;
    }
    // "• a • b": a bullet is never part of a sentence.
    static constexpr std::string_view bullet = "\u2022";
    passage.text = trimmed(text_, passage.text);
    std::size_t from = 0;
    bool first = true;
    for (;;) {
      const auto own = words(passage);
      const auto at = own.find(bullet, from);
      if (at == std::string_view::npos) return run_on(passage);
      if (at > 0 && !is_blank(own[at - 1]) && own[at - 1] != ';' && own[at - 1] != '.' && own[at - 1] != ':') {
        from = at + bullet.size();
        continue;
      }
      auto [head, rest] = cut(passage, at);
      const bool own_list = head.marked() && head.mark_span.size() >= bullet.size() &&
                            slice(text_, {head.mark_span.begin, head.mark_span.begin + 3}) == bullet;
      run_on(head);
      list_dash(rest);
      // Behind words without this mark the bullets are what the words govern.
      if (first && !own_list && at > 0) rest.column = std::max(passage.text_column, passage.column + 2);
      rest.text_column = rest.column + 2;
      first = false;
      from = 0;
      passage = rest;
    }
  }

  struct Found {
    std::size_t at;
    Mark mark;
  };

  // Marks of one list in a text that count on from `first`.
  static std::vector<Found> members(std::string_view own, const Mark& first, std::size_t from) {
    std::vector<Found> found;
    unsigned expected = first.value + 1;
    for (std::size_t i = std::max<std::size_t>(from, 1); i < own.size(); ++i) {
      const char before = own[i - 1];
      if (!is_blank(before) && before != ';' && before != ',' && before != '.' && before != ':') continue;
      const char c = own[i];
      if (c != '(' && !(c >= '0' && c <= '9') && !is_lower(c) && !is_capital(c) && static_cast<unsigned char>(c) < 0x80) continue;
      auto mark = mark_at(own.substr(i));
      if (mark && mark->kind == MarkKind::roman && first.kind == MarkKind::letter) mark = as_letter(*mark, own.substr(i));
      if (!mark || !mark->same_list(first) || mark->value != expected) continue;
      if (i + mark->length >= own.size()) continue;
      found.push_back({i, *mark});
      ++expected;
      i += mark->length - 1;
    }
    return found;
  }

  static bool closes(std::string_view before) {
    while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
    if (before.ends_with(" and") || before.ends_with(";and") || before.ends_with(" or")) before.remove_suffix(before.ends_with("or") ? 2 : 3);
    while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
    return before.empty() || ends_with_any(before, ".;:,") || before.ends_with("\uFF1B") || before.ends_with("\uFF1A") || before.ends_with("\u3002");
  }

  // "1) a; 2) b; 3) c" in one line. Numbers inside a sentence ("either (1) a or (2) b") stay where they are.
  void run_on(const Passage& passage) {
    const auto own = words(passage);
    std::vector<Found> found;
    bool siblings = false;
    const auto& mark = passage.mark;
    const bool numbered = mark.kind == MarkKind::number || mark.kind == MarkKind::section_number || mark.kind == MarkKind::letter;
    if (numbered && !(next_ != nullptr && next_->mark.same_list(mark) && next_->mark.value == mark.value + 1)) {
      found = members(own, mark, 1);
      siblings = true;
    }
    if (found.empty()) {
      siblings = false;
      found = list_within(own);
    }
    // Three numbers in a row before capitals are a list even where nothing closes its members.
    const bool row = found.size() + (siblings ? 1 : 0) >= 3 && std::ranges::all_of(found, [&](const Found& f) { return is_capital(own[f.at + f.mark.length]); });
    const bool apart = row || std::ranges::all_of(found, [&](const Found& f) { return closes(own.substr(0, f.at)); });
    const bool announced = !found.empty() && (siblings || found.front().at == 0 || ends_with_any(trim(own.substr(0, found.front().at)), ":.;"));
    if (found.size() < (siblings ? 1U : 2U) || !apart || !announced) return add(passage);

    const bool heads = found.front().at > 0;
    if (heads) {
      Passage head = passage;
      head.text.end = head.text.begin + static_cast<std::uint32_t>(found.front().at);
      add(head);
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
      Passage item = passage;
      const auto begin = passage.text.begin + static_cast<std::uint32_t>(found[i].at);
      item.mark = found[i].mark;
      item.text = {begin + item.mark.length, i + 1 < found.size() ? passage.text.begin + static_cast<std::uint32_t>(found[i + 1].at) : passage.text.end};
      item.mark_span = {i == 0 && !heads ? passage.mark_span.begin : begin, item.text.begin};
      item.inner = true;
      item.gap = 0;
      if (heads && !siblings) item.column = std::max(passage.text_column, passage.column + 2);
      item.text_column = item.column + item.mark.length;
      add(item);
    }
  }

  static std::vector<Found> list_within(std::string_view own) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (i > 0 && !is_blank(own[i - 1]) && own[i - 1] != ':' && own[i - 1] != '.' && own[i - 1] != ';') continue;
      const char c = own[i];
      if (c != '1' && c != '(' && c != 'a' && c != 'A' && c != '\xE2' && c != '\xEF') continue;
      const auto mark = mark_at(own.substr(i));
      if (!mark || mark->value != 1 || (mark->kind != MarkKind::number && mark->kind != MarkKind::letter)) continue;
      if (i > 0 && !ends_with_any(trim(own.substr(0, i)), ":.;")) continue;
      auto found = members(own, *mark, i + mark->length);
      if (found.empty()) return {};  // the next start would look at the same text again
      found.insert(found.begin(), {i, *mark});
      return found;
    }
    return {};
  }

  std::string_view text_;
  bool topical_;
  const Passage* next_ = nullptr;
  Section section_ = Section::inclusion;
  bool titled_ = false;
  std::size_t since_title_ = 0;
  std::vector<Passage> out_;
};

}  // namespace

std::vector<Passage> passages_of(std::string_view text, Span part, bool topical) {
  return Splitter(text, topical).run(Joiner(text, part).run());
}

}  // namespace elig::source

// SPDX-FileCopyrightText: the elig authors
// SPDX-License-Identifier: Apache-2.0
#include "grammar/outline.hpp"

#include <algorithm>
#include <limits>

#include "grammar/source/fields.hpp"
#include "grammar/source/outline_headings.hpp"
#include "grammar/source/outline_passages.hpp"

namespace elig {
namespace {

using source::Passage;

constexpr std::size_t max_depth = 16;  // of bullets; deeper ones become siblings
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Puts the items of one block below each other by their marks and columns.
class Nesting {
 public:
  /// `governs`: the item has no mark, and the bullets after it are its own.
  void add(const Passage& passage, bool governs) {
    const std::size_t parent = place(passage);
    nodes_.push_back({{{passage.mark_span.begin, passage.text.end}, passage.text, {}}, parent});
    open_.push_back({nodes_.size() - 1, passage.column, passage.text_column, passage.mark, governs, passage.inner});
  }

  [[nodiscard]] bool empty() const { return nodes_.empty(); }

  /// The items as a tree. Children come after their parents, so that going backwards every item is whole when it moves.
  std::vector<Item> take() {
    std::vector<Item> roots;
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      auto& [item, parent] = nodes_[i];
      std::ranges::reverse(item.children);
      if (!item.children.empty()) item.span.end = std::max(item.span.end, item.children.back().span.end);
      auto& siblings = parent == none ? roots : nodes_[parent].item.children;
      siblings.push_back(std::move(item));
    }
    std::ranges::reverse(roots);
    nodes_.clear();
    open_.clear();
    return roots;
  }

  /// Does the latest item's text end with a colon? Set by the caller, who has the text.
  bool announced = false;

 private:
  struct Node {
    Item item;
    std::size_t parent;
  };
  struct Open {
    std::size_t node;
    std::uint32_t column, text_column;
    source::Mark mark;
    bool governs, inner;
  };

  std::size_t place(const Passage& passage) {
    if (!passage.marked()) {
      place_unmarked(passage);
    } else {
      place_marked(passage);
    }
    while (open_.size() >= max_depth) open_.pop_back();
    return open_.empty() ? none : open_.back().node;
  }

  // A paragraph indented below an item belongs to it.
  void place_unmarked(const Passage& passage) {
    while (!open_.empty()) {
      const auto& top = open_.back();
      const bool below = passage.column > top.column + 1 && (top.mark.kind != source::MarkKind::none || top.governs);
      if (below) return;
      open_.pop_back();
    }
  }

  void place_marked(const Passage& passage) {
    while (!open_.empty()) {
      const auto& top = open_.back();
      if (top.mark.kind == source::MarkKind::none) {
        if (top.governs && passage.column >= top.column) return;
      } else {
        const bool same_column = level(passage, top);
        if (!same_column && passage.column > top.column) return;
        if (same_column && !passage.mark.same_list(top.mark) && opens_list(passage, top)) return;
        if (same_column && passage.mark.same_list(top.mark)) {
          // "1. One of:" "1. this": a list that starts anew below an item that announces it.
          if (announced && passage.mark.value == 1 && top.mark.value >= 1 && is_latest(top)) return;
          open_.pop_back();
          return;
        }
      }
      open_.pop_back();
    }
  }

  // Numbers are set to the left or right: "9." and "10." are of one level.
  static bool level(const Passage& passage, const Open& top) {
    const auto distance = passage.column > top.column ? passage.column - top.column : top.column - passage.column;
    return distance <= 1 || (passage.text_column == top.text_column && distance <= 2);
  }

  [[nodiscard]] bool is_latest(const Open& top) const { return top.node + 1 == nodes_.size(); }

  // Another kind of mark in the same column begins a list of its own below the latest item, unless it takes up an older list.
  [[nodiscard]] bool opens_list(const Passage& passage, const Open& top) const {
    if (!is_latest(top)) return false;
    const bool resumes = std::ranges::any_of(open_, [&](const Open& o) { return o.mark.same_list(passage.mark) && level(passage, o); });
    if (resumes) return false;
    if (announced) return true;
    using source::MarkKind;
    const auto is_number = [](MarkKind kind) { return kind == MarkKind::number || kind == MarkKind::section_number; };
    return is_number(top.mark.kind) && !is_number(passage.mark.kind) && passage.mark.value <= 1;
  }

  std::vector<Node> nodes_;
  std::vector<Open> open_;
};

class Layout {
 public:
  Layout(const Study& study, Section bare) : text_(study.text), part_(study.eligibility), topical_(study.topical), section_(bare) {
    part_.end = std::min(part_.end, static_cast<std::uint32_t>(text_.size()));
    part_.begin = std::min(part_.begin, part_.end);
    passages_ = source::passages_of(text_, part_, topical_);
  }

  Outline run() {
    for (at_ = 0; at_ < passages_.size(); ++at_) step(passages_[at_]);
    flush();
    account();
    return std::move(out_);
  }

 private:
  struct Heading {
    Span span;
    std::string text;
    Block::Role role = Block::Role::plain;
    std::uint32_t column = 0;
  };

  [[nodiscard]] std::string_view words(Span span) const { return std::string_view(text_).substr(span.begin, span.size()); }
  [[nodiscard]] const Passage* next() const { return at_ + 1 < passages_.size() ? &passages_[at_ + 1] : nullptr; }
  [[nodiscard]] bool bullets_follow() const { return next() != nullptr && next()->marked() && !next()->title; }
  [[nodiscard]] bool deeper_follows(const Passage& passage) const {
    return next() != nullptr && !next()->title && next()->column > passage.column + 1;
  }

  void step(const Passage& passage) {
    const auto own = words(passage.text);
    if (scope_ && passage.column <= *scope_) leave_scope();
    if (registry(passage, own)) return;
    if (passage.title) return section(passage);
    if (topical_ && passage.gap >= 2) lost_heading(own);
    if (passage.label) return head(passage, source::is_form_title(own) || source::is_form_topic(own) ? Block::Role::topic : group_role(own));
    if (source::is_no_constraint(own)) return;  // structural; its heading stays
    if (announced(passage, own)) return;
    if (heading(passage, own)) return;
    item(passage, own);
  }

  // The registry's fields stand between the two lists of texts that lost their headings.
  bool registry(const Passage& passage, std::string_view own) {
    if (!passage.marked() && source::is_registry_line(own)) {
      if (!in_registry_) {
        flush();
        before_registry_ = {section_, heading_, items_ > 0};
        in_registry_ = true;
        section_ = Section::inclusion;
        heading_ = {};
      }
      if (!source::is_no_constraint(own)) nesting_.add(passage, false);
      return true;
    }
    if (in_registry_) {
      flush();
      in_registry_ = false;
      section_ = before_registry_.section;
      heading_ = before_registry_.heading;
      if (before_registry_.items && section_ == Section::inclusion && !topical_ && !exclusion_titled_) {
        section_ = Section::exclusion;
        heading_ = {};
      }
    }
    return false;
  }

  void section(const Passage& passage) {
    const auto& title = *passage.title;
    flush();
    scope_.reset();
    section_ = title.section;
    exclusion_titled_ |= section_ == Section::exclusion;
    if (just_headed_ && heading_.role == Block::Role::group) outer_ = heading_;
    heading_ = outer_;
    if (!title.bare) {
      heading_ = {passage.text, std::string(title.label), Block::Role::plain, passage.column};
      if (source::is_group(qualifying(title.label), false) && !source::is_everyone(title.label)) heading_.role = Block::Role::group;
    }
    just_headed_ = false;
  }

  // A title's label without the words every title has: "Inclusion criteria for mothers" → "for mothers".
  static std::string qualifying(std::string_view label) {
    std::string out;
    for (auto rest = label; !rest.empty();) {
      const auto end = std::min(rest.find_first_of(" :"), rest.size());
      const auto word = source::lower(rest.substr(0, end));
      if (word.find("clusion") == std::string::npos && word.find("criteri") == std::string::npos && word != "key" && word != "include" && word != "includes") {
        out += word + ' ';
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
  }

  void head(const Passage& passage, Block::Role role) {
    auto label = source::trim(words(passage.text));
    while (label.ends_with(':') || label.ends_with('-') || label.ends_with(' ')) label.remove_suffix(1);
    const bool inside_group = role == Block::Role::topic && heading_.role == Block::Role::group && passage.column > heading_.column + 1;
    flush();
    if (source::is_form_title(label)) section_ = Section::inclusion;
    if (role == Block::Role::group) outer_ = {};
    if (!inside_group) heading_ = {passage.text, std::string(label), role, passage.column};
    just_headed_ = true;
  }

  static Block::Role group_role(std::string_view label) {
    if (source::is_everyone(label)) return Block::Role::plain;
    return source::is_group(label) ? Block::Role::group : Block::Role::topic;
  }

  // In a page that lost some of its topics a wide gap is all that is left of one. Which one it was can be told only for the
  // first of the patient's characteristics, which the form opens with: the age, before the performance status.
  void lost_heading(std::string_view own) {
    if (heading_.role == Block::Role::topic || is_bare_age(own)) {
      flush();
      heading_ = {};
    }
    if (!is_bare_age(own)) return;
    for (std::size_t i = at_ + 1; i < passages_.size() && i <= at_ + 3; ++i) {
      if (source::lower(words(passages_[i].text)).starts_with("performance status")) heading_.text = "Age", heading_.role = Block::Role::topic;
    }
  }

  // "10 and over", "18 to 75", "Over 16": numbers and the words between them.
  static bool is_bare_age(std::string_view own) {
    bool number = false;
    for (auto rest = own; !rest.empty();) {
      const auto end = std::min(rest.find(' '), rest.size());
      const auto word = source::lower(rest.substr(0, end));
      const bool digits = !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
      number |= digits;
      if (!digits && word != "and" && word != "to" && word != "over" && word != "under") return false;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return number;
  }

  // "Patients must meet all of the following:"
  bool announced(const Passage& passage, std::string_view own) {
    const auto what = source::announcement(own);
    if (!what || next() == nullptr) return false;
    if (passage.marked() && !what->generic) return false;
    if (!what->section && source::is_short_label(own, 8)) return false;  // "For all participants:"
    const bool turns = what->section && *what->section != section_;
    if (!what->generic) {
      // What it says beside the section is a criterion, unless the section would be lost with it.
      if (!turns || *what->section == Section::inclusion || own.back() != ':' || !bullets_follow()) return false;
      flush();
      section_ = Section::exclusion;
      exclusion_titled_ = true;
      heading_ = {passage.text, std::string(own.substr(0, own.size() - 1)), Block::Role::plain, passage.column};
      return true;
    }
    if (passage.marked() && !turns && (what->section != section_ || deeper_follows(passage))) return false;
    if (turns) {
      flush();
      section_ = *what->section;
      exclusion_titled_ |= section_ == Section::exclusion;
      heading_ = outer_;
    }
    if (what->quantified) item(passage, own);
    return true;
  }

  bool heading(const Passage& passage, std::string_view own) {
    if (next() == nullptr) return false;
    const bool colon = own.ends_with(':') || own.ends_with("\uFF1A");
    const bool form = source::is_form_title(own) || (source::is_form_topic(own) && (colon || (topical_ && bullets_follow())));
    if (passage.marked()) {
      // A bullet that names a population or topic and nothing else.
      if (!colon || !(form || (source::is_short_label(own, 6) && source::is_group(own)))) return false;
      if (deeper_follows(passage)) {
        if (scope_ || !nesting_top(passage)) return false;
        before_scope_ = heading_;
        head(passage, form ? Block::Role::topic : group_role(own));
        scope_ = passage.column;
        return true;
      }
      if (passage.mark.kind != source::MarkKind::symbol || form) return false;
      head(passage, group_role(own));
      return true;
    }
    if (form) return head(passage, Block::Role::topic), true;
    const bool dash = own.ends_with(" -");
    if (colon || dash) {
      if (source::is_short_label(own, 8) && source::is_group(own)) return head(passage, group_role(own)), true;
      if (source::is_topic_label(own)) return head(passage, Block::Role::topic), true;
      return false;
    }
    if (bullets_follow() && !passage.inner && next()->gap <= 1 && source::is_short_label(own, 5) &&
        (source::is_group(own) || (passage.gap > 0 && source::is_topic_label(own)))) {
      head(passage, group_role(own));
      return true;
    }
    return false;
  }

  // Only bullets of the outermost level head a block of their own.
  [[nodiscard]] bool nesting_top(const Passage& passage) const { return nesting_.empty() || passage.column <= first_column_; }

  void leave_scope() {
    flush();
    scope_.reset();
    heading_ = before_scope_;
  }

  void item(const Passage& passage, std::string_view own) {
    if (nesting_.empty()) first_column_ = passage.column;
    const bool colon = own.ends_with(':') || own.ends_with("\uFF1A");
    nesting_.add(passage, !passage.marked() && colon);
    nesting_.announced = colon;
    just_headed_ = false;
    ++items_;
  }

  void flush() {
    if (nesting_.empty()) return;
    out_.blocks.push_back({section_, heading_.text, heading_.span, heading_.role, nesting_.take()});
  }

  // Everything that is in no item's text.
  void account() {
    std::uint32_t at = part_.begin;
    const auto visit = [&](const auto& self, const std::vector<Item>& items) -> void {  // as deep as max_depth
      for (const auto& one : items) {
        if (one.text.begin > at) out_.structural.push_back({at, one.text.begin});
        at = one.text.end;
        self(self, one.children);
      }
    };
    for (const auto& block : out_.blocks) visit(visit, block.items);
    if (at < part_.end) out_.structural.push_back({at, part_.end});
  }

  const std::string& text_;
  Span part_;
  bool topical_;
  std::vector<Passage> passages_;
  std::size_t at_ = 0;

  Section section_;
  Heading heading_;
  Heading outer_;                       // the group that sections stand under
  bool just_headed_ = false;            // no item since the last heading
  std::optional<std::uint32_t> scope_;  // column of the bullet whose children make up the block
  Heading before_scope_;
  std::uint32_t first_column_ = 0;
  std::size_t items_ = 0;
  bool exclusion_titled_ = false;
  bool in_registry_ = false;
  struct {
    Section section;
    Heading heading;
    bool items;
  } before_registry_{};

  Nesting nesting_;
  Outline out_;
};

}  // namespace

Outline outline(const Study& study, Section bare) { return Layout(study, bare).run(); }

}  // namespace elig

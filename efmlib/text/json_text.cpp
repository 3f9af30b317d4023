#include "json_text.hpp"

#include <algorithm>
#include <utility>

#include "printable.hpp"

namespace efm {
namespace {

constexpr std::size_t deepest_level = 16;

// A piece of JSON. For a string, what stands between its quotes, escapes as they are.
struct Token {
    enum class Kind { end, open, close, colon, comma, string, scalar, broken };

    Kind kind = Kind::end;
    std::string_view text;
};

class Lexer {
public:
    explicit Lexer(std::string_view text) : rest_(text) {}

    Token next()
    {
        skip_blanks();
        if (rest_.empty()) return {};
        switch (rest_.front()) {
            case '{':
            case '[':
                return take(Token::Kind::open, 1);
            case '}':
            case ']':
                return take(Token::Kind::close, 1);
            case ':':
                return take(Token::Kind::colon, 1);
            case ',':
                return take(Token::Kind::comma, 1);
            case '"':
                return take_string();
            default:
                return take(Token::Kind::scalar, rest_.find_first_of("{}[]:,\" \t\r\n"));
        }
    }

    bool colon_follows()
    {
        skip_blanks();
        return rest_.starts_with(':');
    }

private:
    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

    Token take(Token::Kind kind, std::size_t length)
    {
        const Token token{kind, rest_.substr(0, length)};
        rest_.remove_prefix(token.text.size());
        return token;
    }

    Token take_string()
    {
        std::size_t end = 1;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        if (end >= rest_.size()) return {Token::Kind::broken, {}};
        const Token token{Token::Kind::string, rest_.substr(1, end - 1)};
        rest_.remove_prefix(end + 1);
        return token;
    }

    std::string_view rest_;
};

// Writes the document again as it is read, with its commas where they belong.
class Mender {
public:
    Mender(std::string_view object, const std::function<bool(std::string_view)>& is_key)
        : lexer_(object), is_key_(is_key)
    {
    }

    std::optional<MendedJson> mend() &&
    {
        if (!write_value(lexer_.next())) return std::nullopt;
        while (!levels_.empty()) {
            if (!write_item(lexer_.next())) return std::nullopt;
        }
        if (!moved_.empty()) remarks_.push_back("not valid JSON: misplaced quotes around " + moved_);
        if (comma_missing_) remarks_.emplace_back("not valid JSON: commas are missing");
        return MendedJson{std::move(text_), std::move(remarks_)};
    }

private:
    struct Level {
        char closing = '}';
        bool is_object = true;
        bool empty = true;
        bool comma_before = true;  // or the opening brace
    };

    bool write_item(const Token& token)
    {
        Level& level = levels_.back();
        if (token.kind == Token::Kind::comma) return level.comma_before = true;
        if (token.kind != Token::Kind::close) return level.is_object ? write_member(token) : write_element(token);
        if (token.text.front() != level.closing) return false;
        text_ += level.closing;
        levels_.pop_back();
        return true;
    }

    bool write_element(const Token& token)
    {
        begin_item();
        return write_value(token);
    }

    bool write_member(const Token& token)
    {
        if (token.kind != Token::Kind::string) return false;
        if (lexer_.colon_follows()) {
            lexer_.next();
            begin_item();
            write_string(token.text);
            text_ += ':';
            return write_value(lexer_.next());
        }
        split_member(token.text);
        return true;
    }

    void split_member(std::string_view text)
    {
        const std::size_t colon = text.find(':');
        const std::string_view key = trim(text.substr(0, colon));
        if (colon == std::string_view::npos || !is_key_(key)) {
            remarks_.push_back("not valid JSON: \"" + excerpt(text, 60) + "\" is no member: left out");
            return;
        }
        begin_item();
        write_string(key);
        text_ += ':';
        write_string(trim(text.substr(colon + 1)));
        note_moved(key);
    }

    void note_moved(std::string_view key)
    {
        if (contains_words(moved_ + ",", std::string(key) + ",")) return;
        if (!moved_.empty()) moved_ += ", ";
        moved_ += key;
    }

    bool write_value(const Token& token)
    {
        if (token.kind == Token::Kind::string) {
            write_string(token.text);
            return true;
        }
        if (token.kind != Token::Kind::open && token.kind != Token::Kind::scalar) return false;
        text_ += token.text;
        if (token.kind == Token::Kind::scalar) return true;
        const bool is_object = token.text == "{";
        levels_.push_back({is_object ? '}' : ']', is_object, true, true});
        return levels_.size() <= deepest_level;
    }

    void begin_item()
    {
        Level& level = levels_.back();
        comma_missing_ = comma_missing_ || !level.comma_before;
        if (!level.empty) text_ += ',';
        level.empty = false;
        level.comma_before = false;
    }

    // A string may not hold control characters as they are.
    void write_string(std::string_view content)
    {
        text_ += '"';
        for (const char c : content) text_ += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
        text_ += '"';
    }

    Lexer lexer_;
    const std::function<bool(std::string_view)>& is_key_;
    std::vector<Level> levels_;
    std::string text_;
    std::string moved_;  // the keys that were split off
    bool comma_missing_ = false;
    std::vector<std::string> remarks_;
};

}  // namespace

std::optional<std::string_view> object_at(std::string_view text, std::size_t begin)
{
    std::size_t open = 0;
    bool in_string = false;
    for (std::size_t at = begin; at < text.size(); ++at) {
        const char c = text[at];
        if (in_string && c == '\\') ++at;
        if (c == '"') in_string = !in_string;
        if (in_string) continue;
        if (c == '{' || c == '[') ++open;
        if (open > deepest_level) return std::nullopt;
        if ((c == '}' || c == ']') && --open == 0) return text.substr(begin, at - begin + 1);
    }
    return std::nullopt;
}

std::optional<MendedJson> mend_json(std::string_view object, const std::function<bool(std::string_view)>& is_key)
{
    return Mender(object, is_key).mend();
}

}  // namespace efm

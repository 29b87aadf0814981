/// What in a text is a secret, or gives one: in strings and comments of Lua, in command lines and headers.
///
/// Each pattern has a bound: a line may be a megabyte that was pasted.
enum SecretText {
    private static let words: Set<String> = [
        "password", "passwd", "passphrase", "pass", "pwd", "pw", "token", "secret", "key", "apikey", "credential", "auth",
        "authorization", "sig", "signature",
    ]

    /// Words that are recognized without what divides them from others: `mypassword`.
    private static let evident = ["password", "token", "secret", "credential"]

    /// `password`, `my_token2`, `CSCS_PASS`, `apiKey`, `X-Auth-Token`; not `keyboard`, `compass` or `monkey`.
    static func isSecretName(_ name: String) -> Bool { Self.words(of: name).contains(where: isSecretWord) }

    /// Whether what a name says last is the secret: `api_token`, not `token_count`.
    static func endsInSecret(_ name: String) -> Bool { Self.words(of: name).last.map(isSecretWord) ?? false }

    private static func isSecretWord(_ word: String) -> Bool {
        words.contains(word) || (word.last == "s" && words.contains(String(word.dropLast()))) || evident.contains { word.contains($0) }
    }

    /// The words that a name is made of, in small letters: divided by what is no letter, and where a capital begins one.
    private static func words(of name: String) -> [String] {
        let letters = Array(name)
        var words: [String] = []
        var word = ""
        for (index, letter) in letters.enumerated() {
            let beginsWord = index > 0 && (letters[index - 1].isLowercase || (index + 1 < letters.count && letters[index + 1].isLowercase))
            if letter.isUppercase, beginsWord {
                words.append(word)
                word = ""
            }
            if letter.isLetter {
                word += letter.lowercased()
            } else {
                words.append(word)
                word = ""
            }
        }
        return (words + [word]).filter { !$0.isEmpty }
    }

    /// Whether a text gives a value to something named like a secret, or has a credential: `OS_PASSWORD=h`, `--token h`,
    /// `Authorization: Bearer h`.
    static func isSecret(_ text: String) -> Bool {
        hasCredential(text)
            || text.matches(of: #/([A-Za-z_][A-Za-z0-9_\-]{0,60})["']?\s{0,9}[=:](?=\s{0,9}["']?[^\s"'&,;])/#).contains { isSecretName(String($0.1)) }
            || text.matches(of: #/--?([A-Za-z][A-Za-z0-9_\-]{0,60})\s{1,9}(?=[^\s\-])/#).contains { isSecretName(String($0.1)) }
    }

    /// Whether a text ends where a secret would follow: `"password=" .. x`.
    static func asksForSecret(_ text: String) -> Bool {
        text.firstMatch(of: #/([A-Za-z_][A-Za-z0-9_\-]{0,60})["']?\s{0,9}[=:]\s{0,9}["']?$/#).map { isSecretName(String($0.1)) } ?? false
    }

    /// What is a credential wherever it stands: a password in an address, `-u name:password`, the tokens of Keystone and of
    /// OAuth.
    static func hasCredential(_ text: String) -> Bool {
        text.contains(#/:\/\/[^\/\s@"']{0,200}:[^\/\s@"']{0,200}@/#) || text.contains(#/(?:^|\s)(?:-u\s{1,9}|--user[ =])[^\s:"']{1,200}:[^\s"']/#)
            || text.contains(#/[Bb]earer\s[A-Za-z0-9._~+\/\-]/#) || text.contains(#/\bgAAAA/#)
    }
}

import ArchiveAPI
import LuaBridge

/// `?x`: asks for help about whatever `help` takes, and about names of which there is no value.
struct HelpQuestion {
    private let subject: String

    /// nil where the text is no question.
    init?(_ text: String) {
        let trimmed = text.drop(while: \.isWhitespace)
        guard trimmed.first == "?" else { return nil }
        var subject = trimmed.dropFirst().drop(while: \.isWhitespace)
        while subject.last?.isWhitespace == true { subject.removeLast() }
        self.subject = String(subject)
    }

    func answer(in state: LuaState) throws {
        let value = try value(in: state)
        let text = Help.text(about: value, in: state) ?? Help.text(about: .string(LuaBytes(subject)), in: state)
        guard let text else { throw Help.unknown(subject) }
        Help.show(text)
    }

    /// What the subject is in this session. A colon stands for a dot; a name that has no value is asked about as a name.
    private func value(in state: LuaState) throws -> LuaValue {
        if subject.isEmpty { return .nil }
        let name = LuaValue.string(LuaBytes(subject))
        for expression in [subject, subject.replacing(":", with: ".")] {
            guard let function = try? state.load("return \(expression)", name: "=help") else { continue }
            let value = try? state.call(function).first
            if let value, !value.isNil { return value }
        }
        return name
    }
}

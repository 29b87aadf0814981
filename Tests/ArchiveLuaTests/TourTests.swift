import Foundation
import Testing

/// The session of docs/tour.md, typed again: what is shown there is what the program shows.
@Suite struct TourTests {
    private static let prompts = ["practice> ", "practice [read-only]> ", "       >> "]

    /// The lines of the session, as they stand in the document's blocks.
    private static func lines() throws -> [String] {
        let text = try String(contentsOfFile: BuiltProgram.root + "/docs/tour.md", encoding: .utf8)
        var lines: [String] = []
        var isInBlock = false
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("```") { isInBlock.toggle() } else if isInBlock { lines.append(line) }
        }
        return lines
    }

    /// What is typed, each after its prompt.
    private static func inputs(_ lines: [String]) -> [(prompt: String, text: String)] {
        lines.compactMap { line in
            prompts.first { line.hasPrefix($0) }.map { (prompt: $0, text: String(line.dropFirst($0.count))) }
        }
    }

    /// When the sample was written is another moment each time.
    private static func withoutTimes(_ text: String) -> String {
        text.replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d/#, with: "(time)")
            .replacing(#/\d{4}-\d\d(?= +[█▏▎▍▌▋▊▉#])/#, with: "(month)")
    }

    @Test func everyLineIsTrue() throws {
        let lines = try Self.lines()
        let program = try BuiltProgram()
        let session = try TerminalSession(["--quiet"], in: program)
        let inputs = Self.inputs(lines)
        try session.wait(for: inputs[0].prompt)
        for (input, next) in zip(inputs, inputs.dropFirst() + [inputs[inputs.count - 1]]) {
            try session.enter(input.text, expect: "\n" + next.prompt)
        }
        session.type(TerminalSession.controlD)
        #expect(try session.end() == 0)
        let shown = session.transcript.components(separatedBy: "\n").dropLast(2)
        let differing = zip(shown, lines).first { Self.withoutTimes($0) != Self.withoutTimes($1) }
        #expect(differing == nil)
        #expect(shown.count == lines.count)
    }
}

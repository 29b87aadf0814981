import Foundation
import Testing

/// docs/recipes.md, step by step: the files that it has, the commands that it types, and what it says they print.
@Suite struct RecipeGuideTests {
    private enum Step {
        case file(name: String, text: String)
        case command(String, expected: [String])
    }

    private static func steps() throws -> [Step] {
        let text = try String(contentsOfFile: BuiltProgram.root + "/docs/recipes.md", encoding: .utf8)
        var steps: [Step] = []
        let parts = text.components(separatedBy: "```")
        for index in stride(from: 1, to: parts.count, by: 2) {
            let lines = parts[index].components(separatedBy: "\n")
            let body = lines.dropFirst().dropLast()
            if lines[0] == "lua", let name = parts[index - 1].firstMatch(of: #/Save this as\s+`([^`]+)`:\s*$/#)?.1 {
                steps.append(.file(name: String(name), text: body.joined(separator: "\n") + "\n"))
            } else if lines[0] == "console" {
                for line in body {
                    if line.hasPrefix("$ ") {
                        steps.append(.command(String(line.dropFirst(2)), expected: []))
                    } else if case .command(let command, let expected)? = steps.popLast() {
                        steps.append(.command(command, expected: expected + [line]))
                    }
                }
            }
        }
        return steps
    }

    /// Whether lines are those expected, where `…` stands for any lines, or for anything in one.
    private static func agree(_ lines: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return lines.isEmpty }
        if first == "…" {
            return (lines.startIndex...lines.endIndex).contains { agree(lines[$0...], expected.dropFirst()) }
        }
        guard let line = lines.first else { return false }
        let parts = first.components(separatedBy: "…")
        let isSame = parts.count == 1 ? line == first : line.hasPrefix(parts[0]) && line.hasSuffix(parts[parts.count - 1])
        return isSame && agree(lines.dropFirst(), expected.dropFirst())
    }

    @Test func everyStepIsTrue() throws {
        let steps = try Self.steps()
        let program = try BuiltProgram()
        var commands = 0
        let path = (BuiltProgram.path as NSString).deletingLastPathComponent + ":/usr/bin:/bin"
        for step in steps {
            switch step {
            case .file(let name, let text): try program.write(text, to: name)
            case .command(let command, let expected):
                commands += 1
                let outcome = try program.run(["-c", "{ \(command)\n} 2>&1"], environment: ["PATH": path], program: "/bin/sh", name: "sh")
                let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
                #expect(Self.agree(lines[...], expected[...]), "\(command)\nexpected \(expected)\ngot \(Array(lines))")
            }
        }
        #expect(commands > 12)
        #expect(steps.count - commands == 2)
    }
}

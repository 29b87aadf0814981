import Yams

/// A YAML file as nested settings; values are text as it was written.
indirect enum SettingsTree: Equatable {
    case text(String)
    case list([SettingsTree])
    case map([String: SettingsTree])

    /// Reads a file.
    ///
    /// - Throws: `usage` that names the file and the line.
    static func parse(_ text: String, file: String) throws -> SettingsTree {
        do {
            guard let node = try Yams.compose(yaml: text) else { return .map([:]) }
            return try SettingsTree(node, file: file) ?? .map([:])
        } catch let error as YamlError {
            throw malformed(file, line(of: error), problem(of: error))
        }
    }

    /// nil for an empty value.
    private init?(_ node: Node, file: String) throws {
        switch node {
        case .scalar(let scalar):
            guard node.tag != Tag(.null) else { return nil }
            self = .text(scalar.string)
        case .sequence(let sequence):
            self = .list(try sequence.compactMap { try SettingsTree($0, file: file) })
        case .mapping(let mapping):
            var map: [String: SettingsTree] = [:]
            var inherited: [String: SettingsTree] = [:]
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    throw SettingsTree.malformed(file, key.mark?.line, "a name that is no plain text")
                }
                guard let value = try SettingsTree(value, file: file) else { continue }
                if name.string == "<<" {
                    for part in value.list ?? [value] { inherited = SettingsTree.merge(part.map ?? [:], over: inherited) }
                } else {
                    map[name.string] = value
                }
            }
            self = .map(map.merging(inherited) { own, _ in own })
        case .alias:
            throw SettingsTree.malformed(file, node.mark?.line, "an alias without its anchor")
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var list: [SettingsTree]? { if case .list(let list) = self { list } else { nil } }
    var map: [String: SettingsTree]? { if case .map(let map) = self { map } else { nil } }

    subscript(_ name: String) -> SettingsTree? { map?[name] }

    /// The same with underscores for dashes in all names: settings may be written in either way.
    var underscored: SettingsTree {
        switch self {
        case .text: self
        case .list(let list): .list(list.map(\.underscored))
        case .map(let map):
            .map(
                Dictionary(
                    map.map { ($0.key.replacing("-", with: "_"), $0.value.underscored) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    /// The settings of both, those within settings too; where both have a value, the upper one's.
    static func merge(_ upper: [String: SettingsTree], over lower: [String: SettingsTree]) -> [String: SettingsTree] {
        lower.merging(upper) { below, above in
            guard let belowMap = below.map, let aboveMap = above.map else { return above }
            return .map(merge(aboveMap, over: belowMap))
        }
    }

    static func malformed(_ file: String, _ line: Int?, _ problem: String) -> ArchiveError {
        let place = line.map { "\(file), line \($0)" } ?? file
        return ArchiveError(
            .usage, "the configuration file cannot be read: \(place): \(problem)",
            hint: "Correct the file, or name another in OS_CLIENT_CONFIG_FILE.", path: file)
    }

    private static func line(of error: YamlError) -> Int? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    private static func problem(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            problem
        case .reader(let problem, _, _, _): problem
        case .duplicatedKeysInMapping(let names, _): "the name \(names.sorted().joined(separator: ", ")) is there twice"
        default: "it is not YAML"
        }
    }
}

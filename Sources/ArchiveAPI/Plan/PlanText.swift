import Foundation

/// A plan as the text of a file: JSON, a line for each change, and at its end a checksum of all before it.
///
/// A plan is applied as it was made, or not at all: what was edited is told by the checksum.
enum PlanText {
    static let format = "archive-lua plan"
    static let version = 1
    private static let sumMark = Array(",\n\"sha256\":\"".utf8)

    static func bytes(of plan: Plan) throws -> [UInt8] {
        var text = "{\"format\":\(quoted(format)),\"version\":\(version),\n"
        text += "\"archive\":\(quoted(plan.archive)),\"made\":\(quoted(Timestamp.listing(plan.made) + "Z")),\n"
        let projects = plan.projects.map { project in
            Self.text([("id", .string(project.id)), ("name", .string(project.name)), ("storage_url", .string(project.storageURL))])
        }
        text += "\"projects\":[\(projects.joined(separator: ","))],\n\"changes\":["
        var bytes = Array(text.utf8)
        for (index, change) in plan.changes.enumerated() { bytes += ((index == 0 ? "\n" : ",\n") + Self.text(fields(of: change))).utf8 }
        bytes += "]".utf8
        let sum = try Checksum.hexDigest(.sha256, of: bytes)
        return bytes + sumMark + "\(sum)\"}\n".utf8
    }

    /// Whether a file is a plan, be it one that cannot be read any more.
    static func isPlan(_ beginning: [UInt8]) -> Bool { beginning.starts(with: "{\"format\":\(quoted(format))".utf8) }

    /// - Returns: the plan, and what tells its text from any other.
    /// - Throws: `usage` for what is no plan of a version that is known, `integrity` for one that is not as it was written.
    static func plan(_ bytes: [UInt8], path: String) throws -> (plan: Plan, sum: String) {
        let root: PlanFields
        do {
            root = try PlanFields(JSONValue(parsing: bytes), "the plan")
        } catch let error as ArchiveError where error.code == .decoding {
            guard isPlan(bytes) else { throw noPlan(path, "it is \(error.message)") }
            throw damaged(path, "it is \(error.message)")
        } catch let error as PlanFields.Mismatch {
            throw noPlan(path, error.reason)
        }
        guard case .string(format)? = root.values["format"] else { throw noPlan(path, "it does not say that it is one") }
        guard case .integer(Int64(version))? = root.values["version"] else {
            let found = if case .integer(let number)? = root.values["version"] { "version \(number)" } else { "no known version" }
            throw ArchiveError(
                .usage, "'\(path)' is a plan of \(found), and this archive-lua knows version \(version)",
                hint: "Apply it with the archive-lua that made it, or make it anew with --plan -o.", path: path)
        }
        guard let end = lastMark(in: bytes), case .string(let said)? = root.values["sha256"],
            case let sum = try Checksum.hexDigest(.sha256, of: Array(bytes[..<end])), sum == said,
            bytes[end...].elementsEqual(sumMark + "\(sum)\"}\n".utf8)
        else { throw damaged(path, "its checksum does not fit its content") }
        do {
            return (try plan(root), sum)
        } catch let error as PlanFields.Mismatch {
            throw damaged(path, error.reason)
        }
    }

    private static func lastMark(in bytes: [UInt8]) -> Int? {
        let length = sumMark.count + 64 + 3
        guard bytes.count > length, case let start = bytes.count - length, bytes[start...].starts(with: sumMark) else { return nil }
        return start
    }

    private static func noPlan(_ path: String, _ why: String) -> ArchiveError {
        ArchiveError(
            .usage, "'\(path)' is no plan: \(why)", hint: "archive-lua --plan -o plan.json script.lua makes one.", path: path)
    }

    private static func damaged(_ path: String, _ why: String) -> ArchiveError {
        ArchiveError(
            .integrity, "the plan '\(path)' is not as it was written: \(why)",
            hint: "It was edited or damaged, and nothing was changed. Make it anew with --plan -o.", path: path)
    }

    // MARK: Writing

    private static func fields(of change: PlannedChange) -> [(name: String, value: JSONValue)] {
        var fields: [(String, JSONValue)] = [
            ("operation", .string(change.operation)), ("effect", .string(change.effect.rawValue)), ("project", .string(change.project)),
            ("container", .string(change.container)),
        ]
        if let object = change.object { fields.append(("object", .string(object))) }
        fields.append(("bytes", .integer(change.bytes)))
        fields.append(("before", value(of: change.before)))
        if let after = change.after { fields.append(("after", value(of: after))) }
        switch change.action {
        case .createContainer(let headers), .updateContainer(let headers), .updateObject(let headers):
            fields.append(("headers", value(of: headers)))
        case .deleteContainer: break
        case .write(let content, let type, let headers):
            fields.append(("content", value(of: content)))
            if let type { fields.append(("content_type", .string(type))) }
            fields.append(("headers", value(of: headers)))
        case .writeManifest(let segments, let type, let headers):
            fields.append(("segments", .list(segments.map(value))))
            if let type { fields.append(("content_type", .string(type))) }
            fields.append(("headers", value(of: headers)))
        case .copy(let source, let version, let manifest):
            fields.append(("source", .object([
                ("container", .string(source.container)), ("object", .string(source.name)), ("version", value(of: version)),
            ])))
            fields.append(("manifest", .boolean(manifest)))
        case .delete(let ifUnused): fields.append(("if_unused", .boolean(ifUnused)))
        }
        return fields
    }

    private static func value(of before: PlannedChange.Before) -> JSONValue {
        switch before {
        case .absent: .null
        case .object(let version): value(of: version)
        case .container(let headers): .object([("headers", value(of: headers))])
        case .unreadable: .string("unreadable")
        }
    }

    private static func value(of version: ObjectVersion) -> JSONValue {
        .object([("etag", .string(version.etag)), ("bytes", .integer(version.bytes))] + (version.prefix.map { [("prefix", .string($0))] } ?? []))
    }

    private static func value(of headers: [String: String]) -> JSONValue {
        .object(headers.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    private static func value(of content: PlannedChange.Content) -> JSONValue {
        switch content {
        case .bytes(let bytes): .object([("base64", .string(Data(bytes).base64EncodedString()))])
        case .file(let path, let offset, let length, let fileLength):
            .object([
                ("file", .string(path)), ("offset", .integer(offset)), ("length", .integer(length)), ("file_length", .integer(fileLength)),
            ])
        }
    }

    private static func value(of segment: Segment) -> JSONValue {
        if let inline = segment.inline { return .object([("base64", .string(Data(inline).base64EncodedString()))]) }
        var fields: [(String, JSONValue)] = [
            ("container", .string(segment.address?.container ?? "")), ("object", .string(segment.address?.name ?? "")),
            ("bytes", .integer(segment.bytes)), ("etag", .string(segment.etag)),
        ]
        if let range = segment.range { fields.append(("range", .string(range))) }
        if segment.isManifest { fields.append(("is_manifest", .boolean(true))) }
        return .object(fields)
    }

    private static func text(_ fields: [(name: String, value: JSONValue)]) -> String {
        "{" + fields.map { "\(quoted($0.name)):\(text(of: $0.value))" }.joined(separator: ",") + "}"
    }

    private static func text(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .string(let value): quoted(value)
        case .list(let elements): "[" + elements.map(text).joined(separator: ",") + "]"
        case .object(let members): text(members)
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            // Also the one that terminals take for a control character, and that JSON would leave.
            case 0..<0x20, 0x7F: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    // MARK: Reading

    private static func plan(_ root: PlanFields) throws -> Plan {
        try root.allow(["format", "version", "archive", "made", "projects", "changes", "sha256"])
        let made = try root.string("made")
        guard made.hasSuffix("Z"), let seconds = try? Timestamp.parse(made) else { throw PlanFields.Mismatch(reason: "'made' is no time") }
        var plan = Plan(archive: try root.string("archive"), made: seconds)
        for (index, value) in try root.list("projects").enumerated() {
            let fields = try PlanFields(value, "project \(index + 1)", ["id", "name", "storage_url"])
            plan.projects.append(Plan.Account(id: try fields.string("id"), name: try fields.string("name"), storageURL: try fields.string("storage_url")))
        }
        let ids = Set(plan.projects.map(\.id))
        for (index, value) in try root.list("changes").enumerated() {
            let fields = try PlanFields(value, "change \(index + 1)")
            let change = try change(fields)
            guard ids.contains(change.project) else { throw fields.mismatch("names a project that the plan does not have") }
            plan.changes.append(change)
        }
        return plan
    }

    private static func change(_ fields: PlanFields) throws -> PlannedChange {
        let operation = try fields.string("operation")
        var allowed: Set = ["operation", "effect", "project", "container", "bytes", "before"]
        let action: PlannedChange.Action
        var isOfObject = true
        switch operation {
        case "create_container", "update_container":
            isOfObject = false
            allowed.insert("headers")
            let headers = try fields.headers(PlannedStore.isOwn)
            action = operation == "create_container" ? .createContainer(headers: headers) : .updateContainer(headers: headers)
        case "delete_container":
            isOfObject = false
            action = .deleteContainer
        case "write":
            allowed.formUnion(["after", "content", "content_type", "headers"])
            action = .write(try content(fields.fields("content")), contentType: try fields.optionalString("content_type"), headers: try fields.headers())
        case "write_manifest":
            allowed.formUnion(["after", "segments", "content_type", "headers"])
            let segments = try fields.list("segments").map { try segment(PlanFields($0, "a segment of \(fields.place)")) }
            action = .writeManifest(segments, contentType: try fields.optionalString("content_type"), headers: try fields.headers())
        case "copy":
            allowed.formUnion(["after", "source", "manifest"])
            let source = try fields.fields("source")
            try source.allow(["container", "object", "version"])
            action = .copy(
                from: ObjectAddress(try source.string("container"), try source.string("object")), try version(source.fields("version")),
                manifest: try fields.flag("manifest"))
        case "set_metadata":
            allowed.formUnion(["after", "headers"])
            action = .updateObject(headers: try fields.headers())
        case "delete":
            allowed.insert("if_unused")
            action = .delete(ifUnused: try fields.flag("if_unused"))
        default: throw fields.mismatch("has the unknown operation '\(operation)'")
        }
        if isOfObject { allowed.insert("object") }
        try fields.allow(allowed)
        let change = PlannedChange(
            project: try fields.string("project"), container: try fields.string("container"), object: isOfObject ? try fields.string("object") : nil,
            action: action, before: try before(fields), after: allowed.contains("after") ? try version(fields.fields("after")) : nil)
        guard try fields.string("effect") == change.effect.rawValue, try fields.size("bytes") == change.bytes else {
            throw fields.mismatch("says another effect or size than it has")
        }
        return change
    }

    private static func before(_ fields: PlanFields) throws -> PlannedChange.Before {
        switch fields.values["before"] {
        case .null?: return .absent
        case .string("unreadable")?: return .unreadable
        default:
            let before = try fields.fields("before")
            guard before.values["headers"] != nil else { return .object(try version(before)) }
            try before.allow(["headers"])
            return .container(headers: try before.headers())
        }
    }

    private static func version(_ fields: PlanFields) throws -> ObjectVersion {
        try fields.allow(["etag", "bytes", "prefix"])
        return ObjectVersion(etag: try fields.string("etag"), bytes: try fields.size("bytes"), prefix: try fields.optionalString("prefix"))
    }

    private static func content(_ fields: PlanFields) throws -> PlannedChange.Content {
        if fields.values["base64"] != nil {
            try fields.allow(["base64"])
            return .bytes(try fields.base64())
        }
        try fields.allow(["file", "offset", "length", "file_length"])
        let content = (offset: try fields.size("offset"), length: try fields.size("length"), fileLength: try fields.size("file_length"))
        guard content.fileLength - content.offset >= content.length else {
            throw fields.mismatch("is no stretch of a file")
        }
        return .file(path: try fields.string("file"), offset: content.offset, length: content.length, fileLength: content.fileLength)
    }

    private static func segment(_ fields: PlanFields) throws -> Segment {
        if fields.values["base64"] != nil {
            try fields.allow(["base64"])
            return try Segment(inline: fields.base64())
        }
        try fields.allow(["container", "object", "bytes", "etag", "range", "is_manifest"])
        return Segment(
            address: ObjectAddress(try fields.string("container"), try fields.string("object")), bytes: try fields.size("bytes"),
            etag: try fields.string("etag"), range: try fields.optionalString("range"),
            isManifest: fields.values["is_manifest"] == nil ? false : try fields.flag("is_manifest"))
    }
}

extension Project {
    /// User name → user id, from the object `user_ids` of the container `project_info` and from the identity
    /// service where this user may ask it; empty for ordinary users.
    public func users() async throws -> [String: String] {
        try archive.permit.check(.read, project: name, container: nil, object: nil)
        return try await knownUsers()
    }

    /// As `users`, for who was permitted already what they are needed for.
    func knownUsers() async throws -> [String: String] {
        let listed = try await listedUsers()
        return try await archive.backend.users(of: record).merging(listed) { _, listed in listed }
    }

    /// The id of a user by name; nil where nobody knows one.
    func userID(named username: String) async throws -> String? {
        if let id = try await knownUsers()[username] { return id }
        return try await archive.backend.userID(named: username)
    }

    /// The name of a user by id; nil where nobody knows it.
    func userName(id: String) async throws -> String? { try await archive.backend.userName(id: id) }

    /// The elements of an access list that mean a user of this project: the one to write, then the ones to
    /// take away with it.
    func accessElements(userID: String, username: String) -> [String] {
        // Version 1 of the identity service has no ids: a user is `account:user` there, as it is here.
        userID.contains(":") ? [userID] : ["\(id):\(userID)", "\(id):\(username)"]
    }

    /// The user that an element of an access list means, where it means one of this project.
    func userID(ofElement element: String) -> String? {
        let parts = element.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == id || parts[0] == "*", parts[1] != "*", !parts[1].isEmpty else { return nil }
        return String(parts[1])
    }

    private func listedUsers() async throws -> [String: String] {
        do {
            let content = try await PermitAsking.tentatively {
                try await VerifiedRead(try await store()).content(ObjectAddress("project_info", "user_ids"))
            }
            return Self.parseUsers(String(decoding: content.bytes, as: UTF8.self))
        } catch let error as ArchiveError where [.notFound, .forbidden, .unauthorized, .notPermitted].contains(error.code) {
            return [:]
        }
    }

    /// Lines `id name` after a line that begins with `# user ids`, up to the next heading.
    static func parseUsers(_ text: String) -> [String: String] {
        var users: [String: String] = [:]
        var inSection = false
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("#") {
                inSection = line.lowercased().hasPrefix("# user ids")
                continue
            }
            let words = line.split(whereSeparator: \.isWhitespace)
            if inSection, words.count == 2, isUserID(words[0]) { users[String(words[1])] = String(words[0]) }
        }
        return users
    }

    /// Whether a text is one user in an access list, and neither several nor everybody: whoever may write the list of users is
    /// not to say who gets access.
    private static func isUserID(_ text: Substring) -> Bool {
        !text.hasPrefix(".") && !text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "*") }
    }
}

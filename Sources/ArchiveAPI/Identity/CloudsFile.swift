/// The clouds that clouds.yaml describes, with what secure.yaml adds.
struct CloudsFile {
    /// The file; nil where there is none.
    let path: String?
    private let clouds: [String: SettingsTree]
    private let publicClouds: [String: SettingsTree]

    /// - Throws: `usage` where a file is malformed.
    init(_ files: ConfigurationFiles) throws {
        func load(_ kind: String, _ section: String) throws -> (String, [String: SettingsTree])? {
            guard let (path, text) = files.first(kind) else { return nil }
            let tree = try SettingsTree.parse(text, file: path)
            guard let top = tree.map else { throw SettingsTree.malformed(path, 1, "it is not a table of settings") }
            guard let entries = top[section] else { return (path, [:]) }
            guard let map = entries.map else {
                throw SettingsTree.malformed(path, nil, "'\(section)' is not a table of clouds")
            }
            for (name, value) in map where value.map == nil {
                throw SettingsTree.malformed(path, nil, "the cloud '\(name)' is not a table of settings")
            }
            return (path, map.mapValues(\.underscored))
        }
        let main = try load("clouds", "clouds")
        path = main?.0
        // secure.yaml adds secrets to clouds; it may also be all there is.
        clouds = SettingsTree.merge(try load("secure", "clouds")?.1 ?? [:], over: main?.1 ?? [:])
        publicClouds = try load("clouds-public", "public-clouds")?.1 ?? [:]
    }

    /// The names of the clouds, in order.
    var names: [String] { clouds.keys.sorted() }

    /// What the file says of a cloud, its profile and region included; nil where it says nothing.
    ///
    /// - Throws: `usage` for a region that the cloud does not have.
    func options(of name: String, region wanted: String?) throws -> SignInOptions? {
        guard var cloud = clouds[name]?.map else { return nil }
        if let profile = (cloud["profile"] ?? cloud["cloud"])?.text {
            let base = publicClouds[profile]?.map ?? BuiltInProfile.settings(profile) ?? [:]
            cloud = SettingsTree.merge(cloud, over: base)
        }
        cloud["cloud"] = nil
        if let region = try CloudsFile.region(of: cloud, named: wanted, cloud: name) {
            cloud = SettingsTree.merge(region.values, over: cloud)
            cloud["region_name"] = .text(region.name)
        }
        return CloudsFile.options(cloud)
    }

    /// A cloud's settings as options: those under `auth`, and those beside it, which go first for what is
    /// no credential.
    static func options(_ cloud: [String: SettingsTree]) -> SignInOptions {
        let auth = cloud["auth"]?.map ?? [:]
        var options = SignInOptions { name in (auth[name] ?? cloud[name])?.text }
        // The adapter's `endpoint` of auth_type none and admin_token.
        options.storageURL = options.storageURL ?? auth["endpoint"]?.text
        if let region = options.region {
            options.authURL = options.authURL?.replacing("{region_name}", with: region)
        }
        return options
    }

    private static func region(
        of cloud: [String: SettingsTree], named wanted: String?, cloud name: String
    ) throws -> (name: String, values: [String: SettingsTree])? {
        let entries = cloud["regions"]?.list ?? cloud["region_name"]?.list
            ?? cloud["region_name"]?.text?.split(separator: ",").map { .text(String($0)) } ?? []
        let regions: [(name: String, values: [String: SettingsTree])] = entries.compactMap { entry in
            if let text = entry.text { return (text, [:]) }
            return entry["name"]?.text.map { ($0, entry["values"]?.map ?? [:]) }
        }
        guard let wanted, !regions.isEmpty else { return regions.first }
        if let region = regions.first(where: { $0.name == wanted }) { return region }
        // A single region_name is a default, not the list of all there are.
        guard cloud["regions"] != nil else { return (wanted, [:]) }
        throw ArchiveError(
            .usage, "the cloud '\(name)' has no region '\(wanted)'",
            hint: "Its regions are: \(regions.map(\.name).joined(separator: ", ")).")
    }
}

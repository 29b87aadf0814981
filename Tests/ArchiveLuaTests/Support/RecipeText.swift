/// Recipes for tests.
enum RecipeText {
    /// - Parameters:
    ///   - header: lines of the header, behind name, version and summary.
    ///   - code: what stands below it.
    static func recipe(
        name: String = "trial", version: String = "1.0.0", effects: String = #""read""#, containers: String = #""*/*""#, header: [String] = [],
        _ code: String
    ) -> String {
        let lines = [
            "name = \"\(name)\"", "version = \"\(version)\"", "summary = \"A trial\"", "effects = [\(effects)]", "containers = [\(containers)]",
        ] + header
        return "-- /// recipe\n" + lines.map { "-- \($0)\n" }.joined() + "-- ///\n" + code + "\n"
    }
}

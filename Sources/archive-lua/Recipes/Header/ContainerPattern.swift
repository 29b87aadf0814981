/// Which containers a recipe may work on: `project/container`, in which `*` stands for anything within its part.
struct ContainerPattern: Equatable {
    let project: HeaderText
    let container: HeaderText

    /// - Returns: nil for what is not two parts with a slash between them.
    init?(_ written: String) {
        let parts = written.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            let project = HeaderText(String(parts[0]), wildcards: true), let container = HeaderText(String(parts[1]), wildcards: true)
        else { return nil }
        self.project = project
        self.container = container
    }

    private init(project: HeaderText, container: HeaderText) {
        self.project = project
        self.container = container
    }

    var arguments: [String] { project.arguments + container.arguments }
    var pieces: [HeaderText.Piece] { project.pieces + [.text("/")] + container.pieces }
    var written: String { "\(project.written)/\(container.written)" }
    /// With the arguments put in.
    var text: String { "\(project.text)/\(container.text)" }

    func filled(_ values: (String) -> [String]) -> [ContainerPattern] {
        let containers = container.filled(values)
        let projects = project.filled(values).prefix(1 + HeaderText.mostFilled / max(1, containers.count))
        return Array(
            projects.flatMap { project in containers.map { ContainerPattern(project: project, container: $0) } }.prefix(HeaderText.mostFilled))
    }

    /// A container's segments lie in a container of their own, beside it: who may work on the one may on the other.
    func matches(project projectName: String, container name: String) -> Bool {
        guard project.matches(projectName) else { return false }
        return container.matches(name) || (name.hasSuffix(Self.segments) && container.matches(String(name.dropLast(Self.segments.count))))
    }

    private static let segments = "_segments"
}

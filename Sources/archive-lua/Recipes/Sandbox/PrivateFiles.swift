import ArchiveAPI

/// What no recipe reads or writes, whatever it declares: what this program is configured by, what it keeps, the recipes that
/// run without a question, and the folders of local archives, which are a recipe's only by its permit.
enum PrivateFiles {
    /// - Parameters:
    ///   - archives: folders that arguments name.
    ///   - recipe: the path of the one that runs.
    ///   - plan: where the plan is kept that is made of it.
    static func paths(archives: [String], recipe: String, plan: String? = nil) throws -> [String] {
        let environment = Environment.all
        let configuration = ConfigurationFiles(environment: environment)
        let clouds = configuration.folders.flatMap { folder in
            ["clouds", "secure", "clouds-public"].flatMap { kind in ["yaml", "yml", "json"].map { "\(folder)/\(kind).\($0)" } }
        }
        let named = [configuration.cloudsFile, configuration.secureFile].compactMap(\.self)
        let kept = [ConfigurationFolder.path(of: "init.lua"), RecipeLock.path, RecipePlaces.added, History.defaultPath { environment[$0] }]
            .compactMap(\.self)
        // By name as well as by folder: each may be a link to where one keeps such files.
        let own = kept + kept.map(RecipePlaces.parent)
        let folders = [LocalBackend().directory] + [(Session.current.archive.backend as? LocalBackend)?.directory].compactMap(\.self)
        let trusted = try RecipeLock.load().recipe.filter { $0.standing == .own }.map(\.source)
        let recipes = (trusted + [recipe]).flatMap { [$0, RecipeTestRun.path(of: $0)] } + [RecipePlaces.shipped].compactMap(\.self)
        let plans = plan.map { [$0, PlanJournal.path(besidePlan: $0)] } ?? []
        return (clouds + named + own + folders + archives + recipes + plans).filter { !$0.isEmpty && !$0.utf8.contains(0) }
    }
}

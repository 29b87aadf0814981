import ArchiveAPI
import LuaBridge

/// `run`: a recipe, from a session or a script.
enum RunFunction {
    static var function: LuaFunction {
        .function(
            "run",
            { (recipe: String, arguments: RecipeWords, allow: [String]?, plan: Bool, output: String?) in
                guard PlanSwitch.recorder == nil || plan else {
                    throw ArchiveError(
                        .usage, "a recipe runs in a process of its own, and what it changes would not be planned",
                        hint: "run(\(recipe.luaSpelling), …, {plan = true}) plans it by itself.")
                }
                var words = Session.current.words + ["run", "--json"]
                if let allow { words.append("--allow=" + allow.joined(separator: ",")) }
                if plan { words.append("--plan") }
                if let output { words.append("--output=" + output) }
                let report = try RecipeReport(try await ChildRun(words: words + [recipe] + arguments.words).run())
                try report.check()
                if !Session.current.isQuiet { Screen.write(report.summary) }
                return FromJSON(report.result)
            },
            .required("recipe", "a recipe's name, or a file", names: .recipe),
            .optional("arguments", RecipeWords(words: []), "its arguments by name"),
            .optional("allow", "effects that are agreed to without a question; \"files\": also local files that the recipe chooses by itself"),
            .optional("plan", false, "record the changes instead of making them, and print them"),
            .optional("output", "with plan: where the plan is kept", names: .localPath),
            returns: "what the recipe returns",
            """
            Runs a recipe on the archive of this session, in a process of its own, as archive-lua run does: held to what
            its header declares. A recipe that nobody has agreed to is shown and asked about.

            Errors: not_found for an unknown recipe; usage for its arguments; not_permitted; those of the recipe.
            Example:
                duplicates = run("find-duplicates", {container = "MyContainer"})
            """)
    }
}

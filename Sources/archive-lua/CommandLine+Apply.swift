extension CommandLine {
    /// What `archive-lua apply` is asked for.
    struct Application: Equatable {
        var plan: String
        var skipsChanged = false
        /// Print what it would change, and change nothing.
        var onlyShows = false
    }

    /// Reads what stands behind `apply`: the plan, and options that any run has.
    mutating func readApplication(_ index: inout Int, kind: (String) -> PathKind) throws(UsageError) {
        var skipsChanged = false
        var plans: [String] = []
        var onlyPlans = false
        index += 1
        while index < words.count {
            let text = Self.text(words[index])
            if onlyPlans || !text.hasPrefix("-") || text == "-" {
                plans.append(text)
            } else if text == "--" {
                onlyPlans = true
            } else if text == "--skip-changed" {
                skipsChanged = true
            } else if text.hasPrefix("--") {
                try readLongOption(&index, kind: kind)
            } else {
                throw unrecognized(words[index])
            }
            index += 1
        }
        guard !printHelp, !printVersion else { return }
        guard let plan = plans.first, plans.count == 1, !plan.isEmpty else {
            throw UsageError(
                message: "'apply' needs one plan, and got \(plans.count)", hint: "archive-lua --plan -o plan.json script.lua makes one.")
        }
        guard steps.isEmpty, !interactive, !showVersion, request == nil, planOutput == nil else {
            throw UsageError(message: "'apply' runs no Lua, and has no use for options that do")
        }
        application = Application(plan: plan, skipsChanged: skipsChanged, onlyShows: plansChanges)
    }
}

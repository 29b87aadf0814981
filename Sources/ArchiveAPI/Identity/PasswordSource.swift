/// Asks a person for a password: given what to show, it returns what was typed.
public typealias PasswordPrompt = @Sendable (String) async throws -> Secret

/// Where a password comes from: what was configured, else a person, who is asked once.
actor PasswordSource {
    private let configured: Secret?
    private let prompt: PasswordPrompt?
    private let question: String
    private let flight = SingleFlight<Secret>()
    private var typed: Secret?

    init(_ configuration: CloudConfiguration, user: String, prompt: PasswordPrompt?) {
        configured = configuration.options.password ?? configuration.fallbackPassword
        self.prompt = prompt
        question = "Password for '\(user)' at '\(configuration.label)': "
    }

    /// Whether there is one without asking.
    var isKnown: Bool { configured != nil || typed != nil }

    /// - Throws: `unauthorized` where there is none and nobody to ask.
    func password() async throws -> Secret {
        if let known = configured ?? typed { return known }
        guard let prompt else {
            throw ArchiveError(
                .unauthorized, "a password is needed, and there is no terminal to ask for it",
                hint: "Give password = … to Archive, or set OS_PASSWORD (or CSCS_PASS), or put it in clouds.yaml or secure.yaml.")
        }
        let answer = try await flight.run { [question] in try await prompt(question) }
        guard !answer.isEmpty else {
            throw ArchiveError(.unauthorized, "no password was given", hint: "Sign in again, and type it when you are asked.")
        }
        typed = answer
        return answer
    }

    /// Forgets a password that was typed and then refused, so that the next sign-in asks again.
    func refuse() { typed = nil }
}

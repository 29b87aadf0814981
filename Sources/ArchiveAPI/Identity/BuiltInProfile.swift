/// Clouds that this library knows without any configuration. None holds a secret.
enum BuiltInProfile {
    /// The archive of the Human Brain Project at CSCS, with its last known addresses.
    static let hbp = "hbp"

    static let names = [hbp]

    /// The profile's settings as clouds.yaml would have them; nil for a name that is none.
    static func settings(_ name: String) -> [String: SettingsTree]? {
        guard name == hbp else { return nil }
        return [
            "auth_type": .text("v3oidcpassword"),
            "auth": .map([
                "auth_url": .text("https://pollux.cscs.ch:13000/v3"),
                "identity_provider": .text("cscskc"),
                "protocol": .text("openid"),
                "discovery_endpoint": .text("https://auth.cscs.ch/auth/realms/cscs/.well-known/openid-configuration"),
                "client_id": .text("pollux-prod"),
            ]),
            "interface": .text("public"),
        ]
    }

    static func options(_ name: String) -> SignInOptions? { settings(name).map(CloudsFile.options) }

    /// What to say beside a failure to reach a built-in cloud.
    static func farewell(_ name: String) -> String? {
        guard name == hbp else { return nil }
        return """
            The built-in profile 'hbp' has the last known addresses of the HBP archive, a service that has been \
            retired. Name another cloud: --cloud NAME, Archive{cloud = "NAME"} or OS_CLOUD=NAME with a clouds.yaml; \
            or its address in OS_AUTH_URL or Archive{auth_url = "https://host:5000/v3"}. LocalArchive() needs none.
            """
    }
}

import Testing

@testable import ArchiveAPI

/// Which cloud is signed in to, and how, for all that may say so.
@Suite struct CloudConfigurationTests {
    static let yaml = """
        clouds:
          lab-1:
            auth: &lab
              auth_url: https://lab.example:5000/v3
              username: ada
              password: 0123
              project_name: Neurons
              user_domain_name: Lab
              project_domain_name: Lab
            region_name: North
            interface: internal
            cacert: ~/lab.pem
          keys:
            auth-type: v3applicationcredential
            auth:
              auth-url: https://lab.example:5000/v3
              application_credential_id: abc
          open:
            auth_type: none
            object_store_endpoint_override: https://open.example/v1/AUTH_x
          many:
            profile: vendor
            auth: {username: ada, project_id: 42}
            regions:
              - East
              - name: West
                values: {auth: {auth_url: "https://{region_name}.example/v3"}, verify: false}
          inherits:
            auth: {<<: *lab, username: grace}
        """
    static let secure = "clouds: {keys: {auth: {application_credential_secret: s3}}, many: {auth: {password: pw}}}"
    static let vendor = "public-clouds: {vendor: {auth: {auth_url: 'https://vendor.example/v3'}, interface: public}}"

    static let files = ["/home/ada/.config/openstack/clouds.yaml": yaml, "/etc/openstack/secure.yaml": secure, "/here/clouds-public.yaml": vendor]

    private func resolve(_ environment: [String: String] = [:], files: [String: String] = Self.files, _ change: (inout SignInOptions) -> Void = { _ in }) throws -> CloudConfiguration {
        var options = SignInOptions()
        change(&options)
        return try CloudConfiguration.resolve(options: options, environment: environment, files: search(files))
    }

    private func search(_ files: [String: String]) -> ConfigurationFiles {
        ConfigurationFiles(folders: ["/here", "/home/ada/.config/openstack", "/etc/openstack"], home: "/home/ada") { files[$0] }
    }

    private func error(_ environment: [String: String] = [:], files: [String: String] = Self.files, _ change: (inout SignInOptions) -> Void = { _ in }) -> ArchiveError? {
        do {
            _ = try resolve(environment, files: files, change)
            return nil
        } catch {
            return error as? ArchiveError
        }
    }

    // MARK: clouds.yaml

    @Test func aNamedCloud() throws {
        for cloud in [try resolve(["OS_CLOUD": "lab-1"]), try resolve { $0.cloud = "lab-1" }] {
            #expect(cloud.label == "lab-1" && cloud.method == .password)
            #expect(cloud.options.authURL == "https://lab.example:5000/v3" && cloud.options.username == "ada")
            // As it was written: not the number 123, nor an octal 83.
            #expect(cloud.options.password == Secret("0123"))
            #expect(cloud.options.region == "North" && cloud.options.interface == "internal")
            #expect(cloud.options.caFile == "/home/ada/lab.pem")
            #expect(cloud.userDomain == ["name": "Lab"])
        }
    }

    @Test func secretsComeFromSecureYAML() throws {
        let cloud = try resolve(["OS_CLOUD": "keys"])
        #expect(cloud.method == .applicationCredential && cloud.options.applicationCredentialSecret == Secret("s3"))
    }

    @Test func anchorsAndMergeKeys() throws {
        let cloud = try resolve(["OS_CLOUD": "inherits"])
        #expect(cloud.options.username == "grace" && cloud.options.projectName == "Neurons")
    }

    @Test func profilesAndRegions() throws {
        let first = try resolve(["OS_CLOUD": "many"])
        #expect(first.options.region == "East" && first.options.authURL == "https://vendor.example/v3")
        #expect(first.options.password == Secret("pw") && first.options.projectID == "42" && first.options.verify == nil)
        let second = try resolve(["OS_CLOUD": "many", "OS_REGION_NAME": "West"])
        #expect(second.options.authURL == "https://West.example/v3" && second.options.verify == false)
        let third = error(["OS_CLOUD": "many", "OS_REGION_NAME": "South"])
        #expect(third?.code == .usage && third?.hint?.contains("East, West") == true)
    }

    @Test func anAddressWithoutSignIn() throws {
        let cloud = try resolve(["OS_CLOUD": "open"])
        #expect(cloud.method == .storageURL && cloud.options.storageURL == "https://open.example/v1/AUTH_x")
    }

    @Test func theOnlyCloudNeedsNoName() throws {
        let one = ["/here/clouds.yaml": "clouds: {solo: {auth: {auth_url: 'http://solo.example'}}}"]
        #expect(try resolve(files: one).label == "solo")
        #expect(try resolve(["OS_AUTH_URL": "http://variables.example"], files: one).label == "variables.example")
    }

    @Test func theSearchPath() throws {
        func named(_ name: String) -> String { "clouds: {\(name): {auth: {auth_url: 'http://\(name).example'}}}" }
        let all = ["/etc/openstack/clouds.yaml": named("machine"), "/here/clouds.yml": named("here"), "/x.yaml": named("given")]
        #expect(try resolve(files: all).label == "here")
        var search = search(all)
        search.cloudsFile = "/x.yaml"
        #expect(try CloudConfiguration.resolve(options: SignInOptions(), environment: [:], files: search).label == "given")
        let usual = ConfigurationFiles(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "OS_CLIENT_CONFIG_FILE": "/f"], currentDirectory: "/w")
        #expect(usual.folders == ["/w", "/c/openstack", "/h/.config/openstack", "/etc/xdg/openstack", "/etc/openstack"])
        #expect(usual.cloudsFile == "/f")
    }

    @Test func anUnknownCloud() throws {
        let unknown = error(["OS_CLOUD": "lab1"])
        #expect(unknown?.code == .notFound && unknown?.message.contains("'lab1'") == true)
        #expect(unknown?.hint?.contains("Did you mean 'lab-1'?") == true)
        #expect(unknown?.hint?.contains("inherits, keys, lab-1, many, open, hbp") == true)
        let nothing = error(["OS_CLOUD": "x"], files: [:])
        #expect(nothing?.code == .notFound && nothing?.hint?.contains("/etc/openstack") == true)
    }

    @Test(arguments: [
        ("clouds:\n  a: {auth: [}\n", "line 2"), ("clouds: [a, b]", "clouds.yaml"), ("just text", "line 1"),
        ("clouds:\n  a: text\n", "'a'"), ("clouds:\n\ta: b\n", "line 2"), ("clouds:\n  a: {x: 1, x: 2}\n", "line 2"),
    ])
    func malformed(_ text: String, _ place: String) {
        let refusal = error(["OS_CLOUD": "a"], files: ["/here/clouds.yaml": text])
        #expect(refusal?.code == .usage && refusal?.message.contains("/here/clouds.yaml") == true, "\(text)")
        #expect(refusal?.message.contains(place) == true, "\(refusal?.message ?? "no error")")
    }

    // MARK: Variables

    @Test func besideANamedCloudVariablesOnlyChoose() throws {
        let variables = [
            "OS_CLOUD": "lab-1", "OS_AUTH_URL": "http://other.example", "OS_USERNAME": "mallory", "OS_PASSWORD": "other",
            "OS_TOKEN": "t", "OS_PROJECT_NAME": "Glia", "OS_REGION_NAME": "South", "OS_INTERFACE": "admin",
        ]
        let cloud = try resolve(variables)
        #expect(cloud.options.authURL == "https://lab.example:5000/v3" && cloud.options.username == "ada")
        #expect(cloud.options.password == Secret("0123") && cloud.options.token == nil)
        #expect(cloud.options.projectName == "Glia" && cloud.options.region == "South" && cloud.options.interface == "admin")
    }

    @Test func variablesAlone() throws {
        let cloud = try resolve([
            "OS_AUTH_URL": "https://k.example:5000", "OS_USERNAME": "ada", "OS_PASSWORD": "pw", "OS_TENANT_NAME": "Neurons",
            "OS_USER_DOMAIN_ID": "d", "OS_ENDPOINT_TYPE": "internalURL", "OS_CACERT": "~/ca.pem", "OS_INSECURE": "true",
        ])
        #expect(cloud.label == "k.example:5000" && cloud.method == .password && cloud.options.projectName == "Neurons")
        #expect(cloud.userDomain == ["id": "d"] && cloud.options.interface == "internalURL")
        #expect(cloud.options.caFile == "/home/ada/ca.pem" && cloud.options.verify == false)
    }

    @Test(arguments: [
        (["OS_AUTH_URL": "http://k", "OS_TOKEN": "t"], CloudConfiguration.Method.token),
        (["OS_AUTH_URL": "http://k", "OS_AUTH_TYPE": "token", "OS_AUTH_TOKEN": "t"], .token),
        (["OS_AUTH_URL": "http://k", "OS_APPLICATION_CREDENTIAL_ID": "i", "OS_APPLICATION_CREDENTIAL_SECRET": "s"], .applicationCredential),
        (["OS_AUTH_URL": "http://k", "OS_AUTH_TYPE": "v3applicationcredential", "OS_APPLICATION_CREDENTIAL_SECRET": "s"], .applicationCredential),
        (["OS_AUTH_URL": "http://k", "OS_IDENTITY_PROVIDER": "i", "OS_DISCOVERY_ENDPOINT": "http://d"], .openIDConnectPassword),
        (["OS_AUTH_URL": "http://k", "OS_AUTH_TYPE": "v3oidcpassword"], .openIDConnectPassword),
        (["OS_AUTH_URL": "http://k", "OS_USERNAME": "a", "OS_PASSWORD": "b"], .password),
        (["OS_STORAGE_URL": "http://s/v1/AUTH_a", "OS_AUTH_TOKEN": "t"], .storageURL),
        (["OS_STORAGE_URL": "http://s/v1/AUTH_a"], .storageURL),
        (["OS_STORAGE_URL": "http://s/v1/AUTH_a", "OS_AUTH_TOKEN": "t", "OS_AUTH_URL": "http://k"], .storageURL),
        (["ST_AUTH": "http://t/auth/v1.0", "ST_USER": "u:v", "ST_KEY": "k"], .v1),
        (["OS_AUTH_URL": "http://t/auth/v1.0", "OS_USERNAME": "u:v"], .v1),
        (["ST_AUTH": "http://t/auth/v1.0", "OS_AUTH_URL": "http://k"], .password),
    ])
    func methods(_ variables: [String: String], _ method: CloudConfiguration.Method) throws {
        #expect(try resolve(variables).method == method)
    }

    @Test func whatIsNotSupportedSaysSo() {
        #expect(error(["OS_AUTH_URL": "http://k", "OS_AUTH_TYPE": "v3kerberos"])?.code == .usage)
        #expect(error(["OS_AUTH_URL": "http://k", "OS_IDENTITY_API_VERSION": "2.0"])?.code == .usage)
        #expect(error(["OS_AUTH_URL": "k.example"])?.code == .usage)
    }

    // MARK: Options, and nothing

    @Test func optionsGoFirst() throws {
        let cloud = try resolve(["OS_CLOUD": "lab-1", "OS_PASSWORD": "other"]) {
            $0.username = "grace"
            $0.projectName = "Glia"
        }
        #expect(cloud.options.username == "grace" && cloud.options.projectName == "Glia")
        // Another user's password is not hers.
        #expect(cloud.options.password == nil && cloud.fallbackPassword == Secret("other"))
        let address = try resolve(["OS_CLOUD": "lab-1"]) { $0.authURL = "https://mine.example/v3" }
        #expect(address.label == "mine.example" && address.options.username == nil)
        let token = try resolve(["OS_CLOUD": "lab-1"]) {
            $0.token = Secret("t")
            $0.password = nil
        }
        #expect(token.method == .token)
    }

    @Test func passwordsThatAreLeft() throws {
        #expect(try resolve(["OS_PASSWORD": "a", "CSCS_PASS": "b"]).fallbackPassword == Secret("a"))
        #expect(try resolve(["CSCS_PASS": "b"]).fallbackPassword == Secret("b"))
    }

    @Test func nothingAtAllIsTheBuiltInProfile() throws {
        let cloud = try resolve()
        #expect(cloud.label == "hbp" && cloud.builtInProfile == "hbp" && cloud.method == .openIDConnectPassword)
        #expect(cloud.options.clientSecret == nil && cloud.options.password == nil)
        #expect(cloud.otherClouds == ["inherits", "keys", "lab-1", "many", "open"])
        #expect(try resolve(["OS_CLOUD": "hbp"]).builtInProfile == "hbp")
        #expect(BuiltInProfile.farewell("hbp")?.contains("retired") == true)
    }

    @Test func whetherAnythingIsConfigured() {
        func configured(_ environment: [String: String], _ files: [String: String] = [:], _ change: (inout SignInOptions) -> Void = { _ in }) -> Bool {
            var options = SignInOptions()
            change(&options)
            return CloudConfiguration.isConfigured(options: options, environment: environment, files: search(files))
        }
        #expect(!configured([:]))
        #expect(!configured(["OS_PASSWORD": "x", "OS_REGION_NAME": "r"]))
        #expect(!configured([:], Self.files))
        #expect(configured(["OS_CLOUD": "lab-1"], Self.files))
        #expect(configured(["OS_CLOUD": "nonsense"], Self.files))
        #expect(configured(["OS_AUTH_URL": "http://k"]))
        #expect(configured(["OS_STORAGE_URL": "http://k"]))
        #expect(configured([:], ["/here/clouds.yaml": "clouds: {a: {}}"]))
        #expect(configured([:], ["/here/clouds.yaml": "{"]))
        #expect(configured([:]) { $0.cloud = "a" })
        #expect(configured([:]) { $0.storageURL = "http://s" })
    }
}

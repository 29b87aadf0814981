import Testing

@testable import archive_lua

@Suite struct SecretLineTests {
    @Test(arguments: [
        "Archive(\"me\", {password = \"hunter2\"})", "password = 'x'", "local my_token <const> = read()",
        "t[\"password\"] = 1", "Archive(\"me\", \"gAAAA\")", "Archive('me', token)", "login(apiKey)",
        "Container('c', 'me', 'gAAAA')", "CSCS_PASS='x'", "f{client_secret = 's'}", "a, key = 1, 2",
        "Archive{username = 'me',\n  token = 'x'}", "post('x' .. token .. 'y')", "cfg.auth.password = 'x'",
        "os.execute(\"OS_PASSWORD=h swift list\")", "os.execute(\"export TOKEN=h\")",
        "io.popen(\"curl -u alice:h https://x\"):read()", "pw = \"h\"", "OS_PW=\"h\"", "set_password(\"h\")", "password \"h\"",
        "f(\"--password\", \"h\")", "f(\"--password=h\")", "os.setenv(\"OS_PASSWORD\",\"h\")", "http({Authorization=\"Bearer h\"})",
        "u = \"https://alice:h@host/v3\"", "PublicContainer(\"https://h/v1/A/c?temp_url_sig=h&temp_url_expires=1\")",
        "X-Auth-Token: gAAAAABm", "X-Auth-Token: h", "swift --os-password h list", "x = 1 -- password: h", "f [[\nOS_TOKEN=h]]",
        "os.execute(\"OS_PASSWORD=h", "f('password=' .. h)", "key = 5", "keys = {'h'}", "OSPassword = f()", "sh 'x --token h'",
        "from_json('{\"password\": \"h\"}')", "set{token_count = 5, token = 'h'}", "f{key = t[1]}",
    ])
    func forgetsSecrets(line: String) { #expect(SecretLine.isSecret(line)) }

    @Test(arguments: [
        "for key, value in pairs(t) do print(value) end", "print(monkey)", "container:list()", "x == token",
        "Container('MyContainer', 'me')", "Archive('me', {cloud = 'work'})", "Project('p', 'me')", "keyboard = 1",
        "compass = 2", "return t.key", "help(Archive)", "print('password')", "bypass = 1",
        "Container('c', 'me', nil, 'MyProject')", "for i, key in ipairs({}) do t[key] = i end", "keys = {}", "token_count = 5",
        "print(container:get(\"a\").key)", "function get_token() return x end", "print(token:len())", "passes = true",
        "print('the key of it all', 'x')", "container:list('keys/')", "print(('x'):rep(3)) -- no secret here",
        ])
    func keepsTheRest(line: String) { #expect(!SecretLine.isSecret(line)) }

    /// A text that was pasted is looked through once, not once for each of its letters.
    @Test(arguments: ["A", "-a", ":", "a:", "://a:"]) func longTexts(_ piece: String) {
        let text = String(repeating: piece, count: 200_000 / piece.count)
        #expect(SecretLine.isSecret("x = '\(text)' password = 'h'"))
    }
}

local c = fresh("verify")
put(c, "a/one.txt", "one")
put(c, "a/b/two.txt", "two")
put(c, "a/empty", "")
put(c, "top.txt", "top")
c:sync("all")

local report = c:verify("all")
same(report, {"a/b/two.txt", "a/empty", "a/one.txt", "top.txt"})
same(report.matching, {"a/b/two.txt", "a/empty", "a/one.txt", "top.txt"})
same({#report.differing, #report.missing, #report.extra, #report.unchecked, report.bytes}, {0, 0, 0, 0, 9})

write_file("all/a/one.txt", "0ne")
write_file("all/own.txt", "mine")
os.remove("all/a/b/two.txt")
os.execute("rm all/top.txt && ln -s ../elsewhere all/top.txt")
report = c:verify("all", {raise = false})
same({report.matching, report.differing, report.missing, report.extra}, {{"a/empty"}, {"a/one.txt"}, {"a/b/two.txt"}, {"own.txt"}})
same({#report.unchecked, report.unchecked[1].code, report.unchecked[1].path}, {1, "unsafe_path", "all/top.txt"})
c:verify("all") --> integrity: 1 differ, 1 are missing, 1 could not be checked
local ok, e = pcall(c.verify, c, "all")
same({e.report.differing, e.path}, {{"a/one.txt"}, "a/one.txt"})
same(c:verify("all", {include = "empty"}), {"a/empty"})
same(c:verify("all/a", {dir_path = "a", exclude = {"one.txt", "b", "no such"}}).unmatched, {"no such"})
c:verify("all/a", {dir_path = "absent"}) --> not_found: absent
c:verify("absent") --> local_file: absent

-- Names that cannot be here are told.
put(c, "odd//x", "x")
put(c, "odd/marker/", "")
report = c:verify(".", {dir_path = "odd", include = "*x", raise = false})
same({#report.unchecked, report.unchecked[1].code}, {1, "unsafe_path"})

-- A file of checksums in place of the container's, as the real programs write them
os.execute("mkdir -p sums/sub && cd sums && printf one >one && printf 2 >'sub/t wo' && printf n >'new\nline' && printf b >'back\\slash'")
for _, line in ipairs{"md5sum", "sha1sum", "sha256sum", "sha512sum", "sha256sum --tag", "md5sum --tag", "sha256sum -b"} do
  assert(os.execute("cd sums && find . -type f ! -name SUMS -print0 | xargs -0 " .. line .. " >SUMS"))
  report = c:verify("sums", {manifest = "sums/SUMS"})
  same(report.matching, {"back\\slash", "new\nline", "one", "sub/t wo"})
  same(report.extra, {})
end
write_file("sums/sub/t wo", "3")
write_file("sums/more", "")
os.remove("sums/one")
report = c:verify("sums", {manifest = "sums/SUMS", raise = false})
same({report.differing, report.missing, report.extra}, {{"sub/t wo"}, {"one"}, {"more"}})
same(c:verify("sums/sub", {manifest = "sums/SUMS", dir_path = "sub", raise = false}).differing, {"t wo"})
c:verify("sums", {manifest = "sums/SUMS"}) --> integrity: sums/SUMS
c:verify("sums", {manifest = "sums/SUMS", dir_path = "absent"}) --> not_found: absent
c:verify("sums", {manifest = "absent"}) --> local_file: absent
write_file("no sums", "d41d8cd98f00b204e9800998ecf8427e  fine\nnonsense\n")
c:verify("sums", {manifest = "no sums"}) --> usage: line 2
write_file("no sums", "# nothing\n\n")
c:verify("sums", {manifest = "no sums"}) --> usage: no checksum
write_file("outside sums", "d41d8cd98f00b204e9800998ecf8427e  ../outside sums\n")
c:verify("sums", {manifest = "outside sums"}) --> integrity: could not be checked
report = c:verify("sums", {manifest = "outside sums", raise = false})
same(report.unchecked[1].hint, "It is in 'outside sums': a file with that name cannot be checked.")

-- Written on other systems: lines that end otherwise, and a mark at the beginning.
os.execute("mkdir -p ends && printf a >ends/a && printf b >ends/b && printf r >$(printf 'ends/r\\r')")
local sum = {a = "0cc175b9c0f1b6a831c399e269772661", b = "92eb5ffee6ae2fec3ad71c777531578f", r = "4b43b0aee35624cd95b910189b3dc231"}
for _, ending in ipairs{"\r\n", "\r"} do
  write_file("ends sums", ("\u{FEFF}%s  a%s%s *b%s"):format(sum.a, ending, sum.b, ending))
  same(c:verify("ends", {manifest = "ends sums", raise = false}).matching, {"a", "b"})
end
write_file("ends sums", ("%s *a\r\n%s *b"):format(sum.a, sum.b))
same(c:verify("ends", {manifest = "ends sums"}).matching, {"a", "b"})
write_file("ends sums", ("%s  a\n%s  r\r\n"):format(sum.a, sum.r))
same(c:verify("ends", {manifest = "ends sums", raise = false}).matching, {"a", "r\r"})
write_file("ends sums", "\r\nnonsense\r\n")
c:verify("ends", {manifest = "ends sums"}) --> usage: line 2

-- A bag: its payload is below data/, and only that must be complete.
os.execute("mkdir -p bag/data && printf x >bag/data/x && printf y >'bag/data/100%' && printf z >'bag/data/two\nlines'")
write_file("bag/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
write_file("bag/manifest-md5.txt", "9dd4e461268c8034f5c8564e155c67a6   data/x\r\n"
  .. "415290769594460e2e485922904f345d *data/100%25\nfbade9e36a3f36d3d676c1b808451dd7  data/two%0Alines\n")
write_file("bag/tagmanifest-md5.txt", "eaa2c609ff6371712f623f5531945b44  bagit.txt\n")
same(c:verify("bag", {manifest = "bag/manifest-md5.txt"}).matching, {"data/100%", "data/two\nlines", "data/x"})
write_file("bag/manifest-md5.txt", (read_file("bag/manifest-md5.txt"):gsub("\r?\n", "\r")))
same(c:verify("bag", {manifest = "bag/manifest-md5.txt"}).matching, {"data/100%", "data/two\nlines", "data/x"})
write_file("bag/data/more", "x")
same(c:verify("bag", {manifest = "bag/manifest-md5.txt", raise = false}).extra, {"data/more"})
same(c:verify("bag/data", {manifest = "bag/manifest-md5.txt", dir_path = "data", raise = false}).extra, {"more"})
write_file("bag/data/z", "z")
same(c:verify("bag", {manifest = "bag/manifest-md5.txt"}).extra, {"data/more", "data/z"})
same(c:verify("bag", {manifest = "bag/tagmanifest-md5.txt"}).extra, {})
c:verify("bag", {manifest = 1}) --> usage: manifest

c:grant_access("PUBLIC")
same(PublicContainer(c.public_url):verify("all", {include = "empty"}), {"a/empty"})
project:delete_container(c.name, {confirm = c.name})

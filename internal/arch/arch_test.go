package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors is the house, ground floor first. A package may import packages on lower floors only; within a
// floor nobody imports anybody, but for the exceptions in beside.
var floors = [][]string{
	{"internal/fault"},
	{"internal/scim", "internal/scim/schema", "internal/scim/filter", "internal/scim/patch", "internal/access", "internal/audit", "internal/job", "internal/table", "internal/throttle"},
	{"internal/event", "internal/rule", "internal/rule/code", "internal/plan", "internal/guard", "internal/inspect", "internal/notice", "internal/web", "internal/oauth"},
	{"internal/directory", "internal/provision", "internal/notify"},
	{"internal/store", "internal/scimapi", "internal/adminapi", "internal/oauthapi", "internal/console", "internal/engine/dynamo", "internal/engine/local", "internal/cloud/queue", "internal/cloud/mail", "internal/cloud/bus", "internal/cloud/lambda", "internal/inproc", "internal/client", "internal/cli/printer"},
	{"internal/app", "internal/cli"},
	{"internal/boot", "cmd/usersync"},
}

// testOnly are packages that only tests import.
var testOnly = []string{"internal/arch", "internal/benchmark", "internal/cfn", "internal/tabletest", "internal/sim", "internal/apptest", "internal/lambdatest", "internal/lambdatest/invoke", "internal/linear", "internal/localcloud", "internal/scale", "internal/scenario", "internal/soak", "internal/standin"}

// beside lists the imports within one floor that are meant, each with its reason.
var beside = map[[2]string]string{
	{"internal/scim/schema", "internal/scim"}:        "the sub-packages of scim build on its nouns",
	{"internal/scim/filter", "internal/scim"}:        "the sub-packages of scim build on its nouns",
	{"internal/scim/patch", "internal/scim"}:         "the sub-packages of scim build on its nouns",
	{"internal/scim/filter", "internal/scim/schema"}: "a filter is compiled against a resource type",
	{"internal/scim/patch", "internal/scim/schema"}:  "a patch keeps a resource canonical",
	{"internal/scim/patch", "internal/scim/filter"}:  "a patch path may hold a filter",
	{"internal/rule/code", "internal/rule"}:          "rules as text are rules",
	{"internal/plan", "internal/rule"}:               "a plan compares a decision of the rules with what holds",
	{"internal/guard", "internal/plan"}:              "the guard judges what a plan would make of everybody",
}

// A law forbids imports or calls, for a reason.
type law struct {
	name   string
	why    string
	within func(pkg string) bool // the packages that the law binds
	broken func(f *file) (string, bool)
}

var laws = []law{
	{
		name: "arrows go down", why: "someone new can read the house from the ground up, and every part can be tested without what stands on it",
		within: inHouse, broken: upward,
	},
	{
		name: "floors 1-4 know no machine", why: "the same use cases run in Lambda, on a laptop and in the simulation",
		within: upTo(4), broken: imports("os", "os/exec", "syscall", "github.com/aws/"),
	},
	{
		name: "HTTP ends at the doors", why: "a use case that knows HTTP cannot be called by a queue",
		within: func(p string) bool { return upTo(4)(p) && p != "internal/web" }, broken: imports("net/http"),
	},
	{
		name: "only engine/dynamo, cloud and boot speak to AWS", why: "the laptop build must not carry the SDK into business code",
		within: func(p string) bool {
			return p != "internal/engine/dynamo" && p != "internal/boot" && !strings.HasPrefix(p, "internal/cloud/") && !isTestOnly(p)
		},
		broken: imports("github.com/aws/aws-sdk-go-v2"),
	},
	{
		name: "only cloud/lambda and functions speak Lambda", why: "triggers are turned into plain Go in one place",
		within: func(p string) bool { return p != "internal/cloud/lambda" && !strings.HasPrefix(p, "functions/") },
		broken: imports("github.com/aws/aws-lambda-go"),
	},
	{
		name: "time, chance and ids are arguments on floors 1-3", why: "what is pure can be replayed",
		within: upTo(3), broken: calls(map[string][]string{
			"time":        {"Now", "Sleep", "After", "Since", "Until", "Tick", "NewTimer", "NewTicker"},
			"crypto/rand": nil, "math/rand": nil, "math/rand/v2": nil, "github.com/oklog/ulid/v2": nil,
		}),
	},
	{
		name: "time, chance and ids are fields on floor 4", why: "the simulation runs the real use cases under its own clock",
		within: only(4), broken: calls(map[string][]string{
			"time":        {"Now", "Sleep", "After", "Since", "Until", "Tick", "NewTimer", "NewTicker"},
			"crypto/rand": nil, "math/rand": nil, "math/rand/v2": nil, "github.com/oklog/ulid/v2": nil,
		}),
	},
	{
		name: "no goroutines on floors 1-4", why: "a use case is one thread of work; concurrency belongs to whoever calls it, and the simulation is one thread",
		within: upTo(4), broken: goStatement,
	},
	{
		name: "an account comes from authentication", why: "a tenant made from text is how data crosses between customers",
		within: func(p string) bool { return p != "internal/cloud/lambda" && p != "internal/inproc" }, broken: calls(map[string][]string{"usersync/internal/access": {"FromTrigger"}}),
	},
	{
		name: "only app founds accounts", why: "as above; founding is the one place where an id is new",
		within: func(p string) bool { return p != "internal/app" }, broken: calls(map[string][]string{"usersync/internal/access": {"Found"}}),
	},
	{
		name: "only app, boot, cmd and functions open things", why: "who constructs decides; everybody else is handed what they need",
		within: func(p string) bool { return floorOf(p) >= 0 && floorOf(p) < 6 },
		broken: calls(map[string][]string{"usersync/internal/engine/local": {"Open", "Memory"}, "net": {"Listen", "Dial"}}),
	},
}

func TestLaws(t *testing.T) {
	files := parse(t)
	for _, l := range laws {
		t.Run(strings.ReplaceAll(l.name, " ", "_"), func(t *testing.T) {
			for _, f := range files {
				if !l.within(f.pkg) {
					continue
				}
				if what, broken := l.broken(f); broken {
					t.Errorf("%s: %s\n\tlaw: %s\n\treason: %s", f.path, what, l.name, l.why)
				}
			}
		})
	}
}

// TestEveryPackageHasAFloor keeps the table complete: a package that is not on it binds to no law.
func TestEveryPackageHasAFloor(t *testing.T) {
	for _, f := range parse(t) {
		if floorOf(f.pkg) < 0 && !isTestOnly(f.pkg) && !strings.HasPrefix(f.pkg, "functions/") && !embedOnly(f.pkg) {
			t.Errorf("%s: package %s stands on no floor; add it to the table in this test and to docs/architecture.md", f.path, f.pkg)
		}
	}
}

// TestNoCatchAllPackages: a package is named for what it provides.
func TestNoCatchAllPackages(t *testing.T) {
	for _, f := range parse(t) {
		switch name := filepath.Base(f.pkg); name {
		case "util", "utils", "common", "helpers", "models", "types", "interfaces", "constants", "misc":
			t.Errorf("package %s: %q says nothing of what it is for", f.pkg, name)
		}
	}
}

type file struct {
	path, pkg string
	syntax    *ast.File
	imports   map[string]string // name in the file -> path
}

// parse reads every non-test Go file of the module.
func parse(t *testing.T) []*file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []*file
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || name == "tools" || name == "bin") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files = append(files, newFile(filepath.ToSlash(rel), syntax))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 30 {
		t.Fatalf("found only %d files: the laws would hold for nothing", len(files))
	}
	return files
}

func newFile(path string, syntax *ast.File) *file {
	f := &file{path: path, pkg: filepath.ToSlash(filepath.Dir(path)), syntax: syntax, imports: map[string]string{}}
	for _, spec := range syntax.Imports {
		full, _ := strconv.Unquote(spec.Path.Value)
		name := filepath.Base(full)
		if name == "v2" || name == "v3" {
			name = filepath.Base(filepath.Dir(full))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		f.imports[name] = full
	}
	return f
}

func floorOf(pkg string) int {
	for i, floor := range floors {
		for _, p := range floor {
			if p == pkg {
				return i + 1
			}
		}
	}
	return -1
}

func isTestOnly(pkg string) bool {
	for _, p := range testOnly {
		if p == pkg {
			return true
		}
	}
	return false
}

// embedOnly are packages that only hand files to Go.
func embedOnly(pkg string) bool { return pkg == "api" || pkg == "console" }

func inHouse(pkg string) bool { return floorOf(pkg) > 0 }

func upTo(n int) func(string) bool {
	return func(pkg string) bool { f := floorOf(pkg); return f > 0 && f <= n }
}

func only(n int) func(string) bool { return func(pkg string) bool { return floorOf(pkg) == n } }

func upward(f *file) (string, bool) {
	for _, path := range f.imports {
		target, ours := strings.CutPrefix(path, "usersync/")
		if !ours || embedOnly(target) {
			continue
		}
		if isTestOnly(target) {
			return "imports " + target + ", which is for tests", true
		}
		if floorOf(target) < floorOf(f.pkg) || beside[[2]string{f.pkg, target}] != "" {
			continue
		}
		return "imports " + target, true
	}
	return "", false
}

func imports(prefixes ...string) func(*file) (string, bool) {
	return func(f *file) (string, bool) {
		for _, path := range f.imports {
			for _, p := range prefixes {
				if path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) || strings.HasPrefix(path, p+"/") && strings.Contains(p, ".") {
					return "imports " + path, true
				}
			}
		}
		return "", false
	}
}

// calls forbids named functions of packages; an empty list forbids the package.
func calls(forbidden map[string][]string) func(*file) (string, bool) {
	return func(f *file) (found string, broken bool) {
		for _, path := range f.imports {
			if names, ok := forbidden[path]; ok && names == nil {
				return "imports " + path, true
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok {
				for _, name := range forbidden[f.imports[pkg.Name]] {
					if sel.Sel.Name == name {
						found, broken = "uses "+pkg.Name+"."+name, true
					}
				}
			}
			return true
		})
		return found, broken
	}
}

func goStatement(f *file) (found string, broken bool) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if _, ok := n.(*ast.GoStmt); ok {
			found, broken = "starts a goroutine", true
		}
		return true
	})
	return found, broken
}

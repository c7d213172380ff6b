package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The advisories of docs/security.md that are about the code itself; the others stand at the doors, in packages scimapi and adminapi.
func TestAdvisories(t *testing.T) {
	files := parse(t)
	for _, c := range []struct {
		name string
		find func(f *file) (found []string)
	}{
		{"S13_secrets_are_compared_in_constant_time", comparesSecrets},
		{"S13_secrets_are_not_made_by_math_rand", usesWeakChance},
		{"S19_no_account_is_named_in_the_code", namesAnAccount},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, f := range files {
				for _, what := range c.find(f) {
					t.Errorf("%s: %s", f.path, what)
				}
			}
		})
	}
}

// secretName is what holds a secret, or what one is recognised by.
var secretName = regexp.MustCompile(`(?i)(secret|hash|digest|token|bearer|password|signature|hmac|mac)$`)

// publicNames look like secrets and are none: names of things, and sums that anybody can work out.
var publicNames = map[string]bool{
	"SCIMToken": true, "AccessToken": true, // kinds of credentials
	"ErrorToken": true, "EndTagToken": true, // pieces of HTML
}

// comparesSecrets finds == and != and their relatives between secrets. A comparison with "", nil or a zero value only asks whether there is one.
func comparesSecrets(f *file) (found []string) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && !isZero(n.X) && !isZero(n.Y) && (isSecret(n.X) || isSecret(n.Y)) {
				found = append(found, "a secret is compared by "+n.Op.String()+"; use crypto/subtle")
			}
		case *ast.CallExpr:
			if isComparison(n.Fun) && len(n.Args) == 2 && (isSecret(n.Args[0]) || isSecret(n.Args[1])) {
				found = append(found, "a secret is compared by a function that stops at the first difference; use crypto/subtle")
			}
		}
		return true
	})
	return found
}

func isComparison(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, _ := s.X.(*ast.Ident)
	return pkg != nil && (pkg.Name == "bytes" || pkg.Name == "slices" || pkg.Name == "strings") && (s.Sel.Name == "Equal" || s.Sel.Name == "Compare" || s.Sel.Name == "EqualFold" || s.Sel.Name == "HasPrefix")
}

// isSecret goes by the last name of an expression: c.Hash, hash[:], secret.Reveal().
func isSecret(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return secretName.MatchString(e.Name) && !publicNames[e.Name]
	case *ast.SelectorExpr:
		return e.Sel.Name == "Reveal" || isSecret(e.Sel)
	case *ast.SliceExpr:
		return isSecret(e.X)
	case *ast.CallExpr:
		if s, ok := e.Fun.(*ast.SelectorExpr); ok {
			return s.Sel.Name == "Reveal"
		}
	}
	return false
}

func isZero(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value == `""` || e.Value == "0"
	case *ast.Ident:
		return e.Name == "nil"
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	}
	return false
}

// keepers of secrets make or read credentials and the keys of cursors.
var keepers = []string{"internal/access", "internal/web", "internal/oauth", "internal/oauthapi", "internal/scimapi", "internal/adminapi", "internal/provision", "internal/store"}

// usesWeakChance finds math/rand where secrets are made or read, and where a source of them is handed in.
func usesWeakChance(f *file) (found []string) {
	for _, path := range f.imports {
		if slices.Contains(keepers, f.pkg) && strings.HasPrefix(path, "math/rand") {
			found = append(found, f.pkg+" makes or reads secrets, and imports "+path)
		}
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Mint" && slices.ContainsFunc(n.Args, f.usesMathRand) {
				found = append(found, "a credential is made by math/rand")
			}
		case *ast.CompositeLit:
			if s, ok := n.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Keys" && f.usesMathRand(n) {
				found = append(found, "the source of secrets is math/rand")
			}
		}
		return true
	})
	return found
}

func (f *file) usesMathRand(e ast.Expr) (does bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		name, ok := n.(*ast.Ident)
		does = does || ok && strings.HasPrefix(f.imports[name.Name], "math/rand")
		return true
	})
	return does
}

// namesAnAccount finds accounts made of a text that stands in the code.
func namesAnAccount(f *file) (found []string) {
	if isTestOnly(f.pkg) {
		return nil
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if _, literal := call.Args[0].(*ast.BasicLit); ok && literal && (s.Sel.Name == "FromTrigger" || s.Sel.Name == "Found") {
			found = append(found, "an account is named by a text in the code")
		}
		return true
	})
	return found
}

// A finder that finds nothing proves nothing.
func TestTheFindersOfAdvisoriesFind(t *testing.T) {
	for body, find := range map[string]func(*file) []string{
		`var _ = c.Hash == hash`: comparesSecrets, `var _ = bytes.Equal(sum, c.Digest[:])`: comparesSecrets, `var _ = secret.Reveal() != given`: comparesSecrets,
		`var _ = strings.EqualFold(token, "x"+y)`: comparesSecrets, `import "math/rand/v2"; var _ = rand.Int()`: usesWeakChance,
		`import r "math/rand/v2"; var _, _, _ = access.Mint(k, r.NewChaCha8(seed))`: usesWeakChance, `import "math/rand/v2"; var _ = &provision.Keys{Random: rand.NewChaCha8(seed)}`: usesWeakChance,
		`var _ = access.FromTrigger("default")`: namesAnAccount,
	} {
		syntax, err := parser.ParseFile(token.NewFileSet(), "x.go", "package access; "+body, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if len(find(newFile("internal/access/x.go", syntax))) == 0 {
			t.Errorf("not found: %s", body)
		}
	}
	for _, body := range []string{`var _ = token == ""`, `var _ = g.Operator != [32]byte{}`, `var _ = kind == SCIMToken`, `var _ = subtle.ConstantTimeCompare(hash[:], c.Hash[:]) == 1`} {
		syntax, err := parser.ParseFile(token.NewFileSet(), "x.go", "package access; "+body, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if found := comparesSecrets(newFile("internal/access/x.go", syntax)); len(found) > 0 {
			t.Errorf("%s: %v", body, found)
		}
	}
}

package standin

import (
	"strings"
	"testing"
)

func TestAToolThatIsMissing(t *testing.T) {
	if _, err := tool("no/such/tool*"); err == nil || !strings.Contains(err.Error(), "run make tools") {
		t.Errorf("%v, want to be told to run make tools", err)
	}
}

func TestOutsideOfTheModule(t *testing.T) {
	t.Chdir(t.TempDir())
	if path, err := tool("@dynoxide/*/dynoxide"); err == nil {
		t.Errorf("found %s", path)
	}
}

// TestDynamoDBLocalIsMissing: without java there is a reason, and without the jar another.
func TestDynamoDBLocalIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := LacksDynamoDBLocal(); err == nil || !strings.Contains(err.Error(), "needs java") {
		t.Errorf("%v, want java", err)
	}
}

// TestAProgramThatEndsAtOnce is not waited for.
func TestAProgramThatEndsAtOnce(t *testing.T) {
	p := launch(t, "go", []string{"version"}, "127.0.0.1:1")
	if p.listens(t.Context()) {
		t.Error("it listens")
	}
	if !strings.Contains(p.output.String(), "go version") {
		t.Errorf("output %q", p.output)
	}
}

func TestTablesAreApart(t *testing.T) {
	d := Dynoxide(t)
	if a, b := d.Tables(t), d.Tables(t); a.Core == b.Core || a.Core == a.Work {
		t.Errorf("%v and %v", a, b)
	}
}

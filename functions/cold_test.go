package functions_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"usersync/internal/lambdatest"
	"usersync/internal/localcloud"
)

// BenchmarkColdStart measures the time from the start of a process to its first answer: of a function that does nothing, of scim, and of scim with the SDK's
// usual way to find its configuration. `make bench-cold` runs it; each round is a new process.
func BenchmarkColdStart(b *testing.B) {
	around := localcloud.Surround(b)
	event, err := os.ReadFile("../events/scim-list-filter.json")
	if err != nil {
		b.Fatal(err)
	}
	folder := b.TempDir()
	if err := lambdatest.Build(folder, "./internal/lambdatest/testdata/hello"); err != nil {
		b.Fatal(err)
	}
	usual := buildUsual(b, folder)
	for _, binary := range []string{filepath.Join(folder, "hello"), filepath.Join(bootstraps, "scim"), usual} {
		b.Run(filepath.Base(binary), func(b *testing.B) {
			f := lambdatest.Function{Name: "cold", Path: binary, Env: around.Env("scim"), Memory: 512, Timeout: 20 * time.Second}
			var took []time.Duration
			for b.Loop() {
				took = append(took, coldStart(b, f, event))
			}
			slices.Sort(took)
			b.ReportMetric(millis(took[len(took)/2]), "ms/p50")
			b.ReportMetric(millis(took[len(took)*95/100]), "ms/p95")
			if info, err := os.Stat(binary); err == nil {
				b.ReportMetric(float64(info.Size())/(1<<20), "MB")
			}
		})
	}
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func coldStart(b *testing.B, f lambdatest.Function, event []byte) time.Duration {
	b.Helper()
	began := time.Now()
	s, err := lambdatest.Start(f)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Invoke(b.Context(), event); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	_ = s.Close()
	return took
}

// buildUsual compiles the module testdata/usual. Its go.mod is copied first, so that the product's may move on without it.
func buildUsual(b *testing.B, folder string) string {
	b.Helper()
	source, binary := "../internal/lambdatest/testdata/usual", filepath.Join(folder, "usual")
	root, err := lambdatest.Root()
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	modfile := "-modfile=" + filepath.Join(folder, "go.mod")
	for _, args := range [][]string{
		{"mod", "edit", "-replace", "usersync=" + root, filepath.Join(folder, "go.mod")},
		{"build", "-mod=mod", modfile, "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc", "-ldflags=-s -w", "-o", binary, "."},
	} {
		command := exec.Command("go", args...)
		command.Dir, command.Env = source, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := command.CombinedOutput(); err != nil {
			b.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	return binary
}

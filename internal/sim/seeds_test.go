package sim

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

var shapes = map[string]shape{
	"usual": usual, "crowd": crowd, "hectic": hectic, "births": births, "guarded": guarded, "planned": planned, "drafted": drafted, "dialled": dialled,
	"timed": timed, "mailed": mailed,
}

// TestSeedsThatFailed plays the seeds that once showed a fault: testdata/seeds.txt says what each showed. A seed means another run once the simulation is
// changed; then the reason is what stays, and the cure has a test of its own.
func TestSeedsThatFailed(t *testing.T) {
	file, err := os.Open("testdata/seeds.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	played := 0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var seed uint64
		var name string
		_, err := fmt.Sscan(line, &seed, &name)
		s := shapes[name]
		if name == "sim" { // as TestSim plays it
			s = shapeOf(seed)
		}
		if err != nil || s.users == 0 {
			t.Fatalf("want a seed, a shape and a reason: %q", line)
		}
		played++
		for _, problem := range play(seed, s, nil).failed {
			t.Errorf("%s\n\t%s", line, problem)
		}
	}
	if played == 0 {
		t.Error("no seeds")
	}
}

package lambdatest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"usersync/internal/lambdatest"
)

// TestMain makes this test binary the bootstrap that its own tests start.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") != "" {
		bootstrap()
	}
	os.Exit(m.Run())
}

type order struct {
	Do   string `json:"do"`
	Text string `json:"text"`
}

func bootstrap() {
	if os.Getenv("REFUSE") != "" {
		fmt.Println("USERSYNC_TABLE_CORE is not set")
		os.Exit(1)
	}
	lambda.Start(func(ctx context.Context, o order) (string, error) {
		switch o.Do {
		case "fail":
			return "", errors.New(o.Text)
		case "panic":
			panic(o.Text)
		case "exit":
			os.Exit(3)
		case "hang":
			select {}
		case "big":
			return strings.Repeat("x", 7<<20), nil
		case "env":
			return strings.Join(os.Environ(), "\n"), nil
		case "context":
			deadline, _ := ctx.Deadline()
			lc, _ := lambdacontext.FromContext(ctx)
			return fmt.Sprintf("%s %s %t", lc.AwsRequestID, lc.InvokedFunctionArn, time.Until(deadline) > 20*time.Second), nil
		}
		fmt.Println("said", o.Text)
		return o.Text, nil
	})
}

func function(t *testing.T, env map[string]string) lambdatest.Function {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return lambdatest.Function{Name: "echo", Path: self, Env: env, Timeout: 30 * time.Second}
}

func start(t *testing.T, f lambdatest.Function) *lambdatest.Sandbox {
	t.Helper()
	s, err := lambdatest.Start(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func event(do, text string) json.RawMessage {
	raw, _ := json.Marshal(order{do, text})
	return raw
}

func answer(t *testing.T, s interface {
	Invoke(ctx context.Context, event json.RawMessage) (json.RawMessage, error)
}, e json.RawMessage,
) string {
	t.Helper()
	raw, err := s.Invoke(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAFunctionAnswersOneEventAfterAnother(t *testing.T) {
	s := start(t, function(t, nil))
	for _, text := range []string{"one", "two", "three"} {
		if got := answer(t, s, event("", text)); got != text {
			t.Errorf("%q, want %q", got, text)
		}
	}
	if !strings.Contains(s.Logs(), "said one\n") || !strings.Contains(s.Logs(), "said three\n") {
		t.Errorf("log %q", s.Logs())
	}
	want := "00000000-0000-4000-8000-000000000004 arn:aws:lambda:eu-central-1:123456789012:function:echo true"
	if got := answer(t, s, event("context", "")); got != want {
		t.Errorf("context %q, want %q", got, want)
	}
}

func TestTheEnvironmentIsTheTemplatesAndLambdas(t *testing.T) {
	t.Setenv("OF_THE_DEVELOPER", "secret")
	s := start(t, function(t, map[string]string{"USERSYNC_URL": "https://sync.example.com", "AWS_REGION": "mars-1"}))
	env := answer(t, s, event("env", ""))
	for _, line := range []string{"USERSYNC_URL=https://sync.example.com", "AWS_REGION=eu-central-1", "AWS_LAMBDA_FUNCTION_NAME=echo", "AWS_ACCESS_KEY_ID="} {
		if !strings.Contains(env, line) {
			t.Errorf("no %s in\n%s", line, env)
		}
	}
	if strings.Contains(env, "OF_THE_DEVELOPER") || strings.Contains(env, "HOME=") {
		t.Errorf("this process's environment leaks:\n%s", env)
	}
}

func TestWhatGoesWrongIsToldAsLambdaDoes(t *testing.T) {
	tests := []struct {
		do, typ, says string
		alive         bool
	}{
		{"fail", "errorString", "broken", true},
		{"panic", "string", "broken", false},
		{"exit", "Runtime.ExitError", "exit status 3", false},
		{"hang", "Sandbox.Timedout", "timed out after 1.00 seconds", false},
	}
	for _, tt := range tests {
		t.Run(tt.do, func(t *testing.T) {
			f := function(t, nil)
			f.Timeout = time.Second
			s := start(t, f)
			_, err := s.Invoke(t.Context(), event(tt.do, "broken"))
			var failed *lambdatest.FunctionError
			if !errors.As(err, &failed) || failed.Type != tt.typ || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("%v, want %s: ...%s...", err, tt.typ, tt.says)
			}
			if _, err := s.Invoke(t.Context(), event("", "again")); (err == nil) != tt.alive {
				t.Errorf("the next event: %v", err)
			}
		})
	}
}

func TestPayloadsAreLimited(t *testing.T) {
	s := start(t, function(t, nil))
	if _, err := s.Invoke(t.Context(), event("", strings.Repeat("x", 7<<20))); !errors.Is(err, lambdatest.ErrTooLarge) {
		t.Errorf("a large event: %v", err)
	}
	var failed *lambdatest.FunctionError
	if _, err := s.Invoke(t.Context(), event("big", "")); !errors.As(err, &failed) || failed.Type != "Function.ResponseSizeTooLarge" {
		t.Errorf("a large answer: %v", err)
	}
}

func TestAFunctionThatRefusesToStartSaysWhy(t *testing.T) {
	s := start(t, function(t, map[string]string{"REFUSE": "yes"}))
	if _, err := s.Invoke(t.Context(), event("", "")); err == nil || !strings.Contains(err.Error(), "USERSYNC_TABLE_CORE is not set") {
		t.Errorf("%v", err)
	}
	missing := function(t, nil)
	missing.Path = filepath.Join(t.TempDir(), "bootstrap")
	if _, err := lambdatest.Start(missing); err == nil {
		t.Error("started a bootstrap that is not there")
	}
}

func TestAnEventCanBeGivenUp(t *testing.T) {
	s := start(t, function(t, nil))
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := s.Invoke(ctx, event("hang", "")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if s.Alive() {
		t.Error("the process hangs on")
	}
}

func TestAFleetWorksOnSeveralEventsAndReplacesTheDead(t *testing.T) {
	fleet := lambdatest.NewFleet(function(t, nil), 3)
	t.Cleanup(func() { _ = fleet.Close() })
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			do := ""
			if i%4 == 0 {
				do = "exit"
			}
			_, err := fleet.Invoke(t.Context(), event(do, fmt.Sprint(i)))
			if (err != nil) != (i%4 == 0) {
				t.Errorf("event %d: %v", i, err)
			}
		})
	}
	group.Wait()
	if got := answer(t, fleet, event("", "after")); got != "after" || !strings.Contains(fleet.Logs(), "said after") {
		t.Errorf("%q, log %q", got, fleet.Logs())
	}
	_ = fleet.Close()
	if _, err := fleet.Invoke(t.Context(), event("", "")); !errors.Is(err, lambdatest.ErrClosed) {
		t.Errorf("a closed fleet: %v", err)
	}
}

func TestBuildSaysWhatTheCompilerSays(t *testing.T) {
	if err := lambdatest.Build(t.TempDir(), "./functions/none"); err == nil || !strings.Contains(err.Error(), "functions/none") {
		t.Errorf("%v", err)
	}
	t.Chdir(t.TempDir())
	if err := lambdatest.Build(t.TempDir(), "./x"); err == nil || !strings.Contains(err.Error(), "go.mod") {
		t.Errorf("outside of the module: %v", err)
	}
}

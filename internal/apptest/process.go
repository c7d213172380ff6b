package apptest

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Ready is what `serve --ready-file` writes.
type Ready struct {
	URL         string `json:"url"`
	ConsoleURL  string `json:"console_url"`
	SCIMURL     string `json:"scim_url"`
	SCIMToken   string `json:"scim_token"`
	AdminURL    string `json:"admin_url"`
	AdminKey    string `json:"admin_key"`
	OperatorKey string `json:"operator_key"`
	Account     string `json:"account"`
}

// Process is a `usersync serve` process that can be killed and started again on the same data and address.
type Process struct {
	T      testing.TB
	Binary string
	Data   string
	Listen string
	Ready  Ready
	Log    *Log

	command *exec.Cmd
}

var _ Server = (*Process)(nil)

// Build compiles a command of the module, by its import path, into a folder and returns the binary's path.
func Build(folder, command string) (string, error) {
	binary := filepath.Join(folder, filepath.Base(command))
	if out, err := exec.Command("go", "build", "-o", binary, command).CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, nil
}

// Serve starts the product on a new data folder and waits until it is ready. It ends with the test.
func Serve(t testing.TB, binary string, args ...string) *Process {
	t.Helper()
	p := &Process{T: t, Binary: binary, Data: t.TempDir(), Listen: freeAddress(t)}
	p.Start(args...)
	t.Cleanup(func() {
		_ = p.Stop(syscall.SIGKILL)
		if t.Failed() {
			t.Logf("end of the server's log:\n%s", Tail(p.Log.String(), 40))
		}
	})
	return p
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// Start runs the process; secrets of an earlier start are kept, as only the first start prints them.
func (p *Process) Start(args ...string) {
	p.T.Helper()
	readyFile := filepath.Join(p.Data, "..", filepath.Base(p.Data)+".ready.json")
	_ = os.Remove(readyFile)
	p.Log = &Log{}
	p.command = exec.Command(p.Binary, append([]string{"serve", "--listen", p.Listen, "--data", p.Data, "--ready-file", readyFile, "--log-level", "warn"}, args...)...)
	p.command.Stdout, p.command.Stderr = p.Log, p.Log
	if err := p.command.Start(); err != nil {
		p.T.Fatal(err)
	}
	var now Ready
	deadline := time.Now().Add(20 * time.Second)
	for {
		if body, err := os.ReadFile(readyFile); err == nil {
			if err := json.Unmarshal(body, &now); err != nil {
				p.T.Fatalf("ready file: %v\n%s", err, body)
			}
			break
		}
		if time.Now().After(deadline) {
			_ = p.command.Process.Kill()
			_ = p.command.Wait()
			p.T.Fatalf("not ready after 20 s:\n%s", p.Log)
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.keepSecrets(now)
}

// keepSecrets remembers the first start's answer; later starts must give the same addresses and no new secrets.
func (p *Process) keepSecrets(now Ready) {
	p.T.Helper()
	if p.Ready.URL == "" {
		p.Ready = now
		return
	}
	same := p.Ready
	same.SCIMToken, same.AdminKey, same.OperatorKey = "", "", ""
	same.ConsoleURL = now.ConsoleURL // has a code that is new every time
	if now != same {
		p.T.Fatalf("a later start says %+v, want %+v", now, same)
	}
}

// Stop ends the process with a signal and waits for it; the exit error is returned.
func (p *Process) Stop(sig syscall.Signal) error {
	if p.command == nil {
		return nil
	}
	_ = p.command.Process.Signal(sig)
	err := p.command.Wait()
	p.command = nil
	return err
}

// PID is the number of the running process.
func (p *Process) PID() int { return p.command.Process.Pid }

// Admin implements Server.
func (p *Process) Admin() *Client {
	return &Client{T: p.T, Base: p.Ready.AdminURL, Key: p.Ready.AdminKey, Media: "application/json"}
}

// SCIM implements Server.
func (p *Process) SCIM() *Client {
	return &Client{T: p.T, Base: p.Ready.SCIMURL, Key: p.Ready.SCIMToken, Media: "application/scim+json"}
}

// Mails implements Server by the mailbox.
func (p *Process) Mails() []Mail {
	p.T.Helper()
	var mails []Mail
	for _, m := range p.Admin().All("/mailbox") {
		text := func(name string) string { s, _ := m[name].(string); return s }
		mails = append(mails, Mail{
			To: text("to"), Subject: text("subject"), Text: text("text"), HTML: text("html"), Template: text("template"), Language: text("language"),
		})
	}
	return mails
}

package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"usersync/internal/cli/printer"
	"usersync/internal/client"
)

// Flags say which deployment a command speaks to, with which key, and how it shows what it finds. Every verb embeds them.
type Flags struct {
	URL       string        `name:"url" group:"connection" placeholder:"URL" help:"Address of the deployment, such as https://sync.example.com; else USERSYNC_URL, else the profile's."`
	KeyFile   string        `group:"connection" placeholder:"FILE" help:"File that holds the key; - reads it from standard input. Else USERSYNC_KEY, else the profile's."`
	Key       string        `group:"connection" placeholder:"KEY" help:"The key itself. Others on this machine may see it in the list of processes: --key-file is better."`
	Profile   string        `group:"connection" placeholder:"NAME" help:"Profile that usersync login wrote; else USERSYNC_PROFILE, else \"default\"."`
	Output    string        `short:"o" group:"connection" enum:"text,json,yaml,csv,markdown" default:"text" help:"How to show things: ${enum}. Default: ${default}. json is what the server said."`
	Timeout   time.Duration `group:"connection" default:"60s" help:"How long one request may take. Default: ${default}."`
	AllowHTTP bool          `name:"allow-http" group:"connection" help:"Send the key over plain HTTP to another machine."`
}

// maxKeyFile is how many bytes of a key file are read.
const maxKeyFile = 4 << 10

// target is where a command goes, and with what.
type target struct{ url, key string }

// AfterApply makes the session of the command. kong calls it.
func (f *Flags) AfterApply(k *kong.Context, t *Terminal) error {
	if helpOnly(k) {
		return nil
	}
	to, err := f.target(t)
	if err != nil {
		return err
	}
	s, err := f.session(t, to)
	if err != nil {
		return err
	}
	k.Bind(s)
	return nil
}

// helpOnly reports whether the command is one that needs no deployment.
func helpOnly(k *kong.Context) bool {
	node := k.Selected()
	return node == nil || node.Name == "login"
}

func (f *Flags) session(t *Terminal, to target) (*Session, error) {
	c, err := client.New(client.Config{
		URL: to.url, Key: to.key, UserAgent: "usersync/" + t.Version, NewID: t.NewID, Sleep: t.Sleep, Timeout: f.Timeout, Transport: t.Transport, AllowHTTP: f.AllowHTTP,
	})
	if err != nil {
		return nil, err
	}
	return &Session{Client: c, Terminal: t, format: printer.Format(f.Output), kind: kindOf(to.key), key: publicPart(to.key)}, nil
}

// kindOf is what a key begins with.
func kindOf(key string) string {
	kind, _, _ := strings.Cut(strings.TrimSpace(key), "_")
	return kind
}

// publicPart is what lists of keys call a key: "adm_ID_SECRET" has the id ID.
func publicPart(key string) string {
	key = strings.TrimSpace(key)
	if len(key) < 14 || key[3] != '_' {
		return ""
	}
	return key[4:14]
}

// target picks the address and the key: flags go before the environment, which goes before a profile, unless a profile is named by a flag. The key of a profile goes to the
// address of that profile alone.
func (f *Flags) target(t *Terminal) (target, error) {
	p, err := f.profile(t)
	if err != nil {
		return target{}, err
	}
	key, err := f.ownKey(t)
	if err != nil {
		return target{}, err
	}
	to := target{url: f.URL, key: key}
	if f.Profile == "" {
		to.url, to.key = or(to.url, t.Getenv("USERSYNC_URL")), or(to.key, t.Getenv("USERSYNC_KEY"))
	}
	to.url = or(to.url, p.URL)
	if to.key == "" && p.Key != "" {
		if !client.Same(to.url, p.URL) {
			return target{}, usage("There is no key for %s: that of the profile is for %s alone. Give one with --key-file or USERSYNC_KEY.", to.url, p.URL)
		}
		to.key = p.Key
	}
	return to, nil
}

// profile is the profile that is asked for; without being asked for, the one named default need not be there.
func (f *Flags) profile(t *Terminal) (profile, error) {
	name := or(f.Profile, t.Getenv("USERSYNC_PROFILE"))
	all, err := readProfiles(t.Folder)
	if err != nil {
		return profile{}, err
	}
	p, ok := all[or(name, defaultProfile)]
	if !ok && name != "" {
		return profile{}, usage("There is no profile %q. usersync login --profile NAME makes one.", name)
	}
	return p, nil
}

// ownKey is the key of the flags.
func (f *Flags) ownKey(t *Terminal) (string, error) {
	switch {
	case f.Key != "" && f.KeyFile != "":
		return "", usage("Give --key or --key-file, not both.")
	case f.KeyFile == "":
		return f.Key, nil
	case f.KeyFile == "-":
		return readKey(t.In)
	}
	file, err := os.Open(f.KeyFile)
	if err != nil {
		return "", usage("The key file cannot be read: %v.", err)
	}
	defer func() { _ = file.Close() }()
	return readKey(file)
}

func readKey(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxKeyFile))
	if err != nil {
		return "", fmt.Errorf("read the key: %w", err)
	}
	if len(text) == 0 {
		return "", usage("The key is empty.")
	}
	return string(text), nil
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

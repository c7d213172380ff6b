package lambdatest

import (
	"io"
	"os"
	"sync"
)

// logFile is what a process writes. It is a file, not a pipe, so that all that was written before an answer can be read after it.
type logFile struct {
	file *os.File

	mu   sync.Mutex
	last []byte // all of it, once closed
	done bool
}

// newLogFile makes a file without a name: it goes when it is closed.
func newLogFile() (*logFile, error) {
	file, err := os.CreateTemp("", "lambdatest-*.log")
	if err != nil {
		return nil, err
	}
	return &logFile{file: file}, os.Remove(file.Name())
}

// tail is the last n bytes, or all of them when n is negative.
func (l *logFile) tail(n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.last
	if !l.done {
		text = l.read()
	}
	if n >= 0 && len(text) > n {
		text = text[len(text)-n:]
	}
	return string(text)
}

// read leaves the position alone, which the process shares. What cannot be read is not shown.
func (l *logFile) read() []byte {
	info, err := l.file.Stat()
	if err != nil {
		return nil
	}
	text, err := io.ReadAll(io.NewSectionReader(l.file, 0, info.Size()))
	if err != nil {
		return nil
	}
	return text
}

func (l *logFile) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return nil
	}
	l.last, l.done = l.read(), true
	return l.file.Close()
}

package org.sessionrecording.tool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where results and remarks go: results to standard output or a file, remarks to standard error. */
record Output(PrintStream out, PrintStream err) {
    void line(String text) {
        out.println(text);
    }

    /** Something worth knowing that is no result. */
    void note(String text) {
        err.println("Note: " + text);
    }

    /** Writes a result. */
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    /** To standard output. */
    void write(Writer writer) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
        writer.writeTo(buffered);
        buffered.flush();
        requireWritten();
    }

    /** To a file that does not exist yet; where writing fails, it does not afterwards either. */
    static void write(Path file, Writer writer) throws IOException {
        try (OutputStream out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 64 * 1024)) {
            writer.writeTo(out);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is there already (remove it, or choose another name)", e);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Fails where standard output did not take everything. */
    void requireWritten() throws IOException {
        if (out.checkError()) {
            throw new IOException("standard output was closed or is full");
        }
    }

    /** What went wrong, for people. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "access to " + Text.printable(denied.getFile()) + " is not permitted";
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + Text.printable(missing.getFile());
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : Text.printable(message);
    }
}

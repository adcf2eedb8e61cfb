package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;

/** The command: words in, an exit code out. */
public final class Main {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String HELP = """
            Reads, verifies and exports archive objects of session recordings, without any host.

              archive info FILE…                      what they hold
              archive verify FILE… [--sha256 HEX]     whether they are sound, alone and as parts of one recording
              archive export FILE… [--out FILE] [--window ID] [--format json|events]
                                                      the parts of one recording as one plain JSON document,
                                                      or as the array of events that any rrweb player plays
              archive chunks FILE                     its chunks, a line each
              archive extract FILE CHUNK [--out FILE] the events of one chunk

            FILE is a path, - for standard input, or a folder with session_recording/v1 in it.
            Exit code: 0 all is well, 1 something is not (the message says what), 2 the command cannot be understood.
            """;

    private Main() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int code = run(List.of(args), System.in, out, err);
        out.flush();
        System.exit(code);
    }

    /** Runs one command; nothing is thrown and nothing closed. */
    static int run(List<String> line, InputStream in, PrintStream out, PrintStream err) {
        if (line.equals(List.of("--help")) || line.equals(List.of("help"))) {
            out.print(HELP);
            return OK;
        }
        try {
            Arguments arguments = Arguments.parse(line);
            return run(arguments, new Inputs(in), new Output(out, err), err);
        } catch (UsageException e) {
            err.println("Cannot do that: " + e.getMessage());
            err.println();
            err.print(HELP);
            return USAGE;
        }
    }

    private static int run(Arguments arguments, Inputs inputs, Output output, PrintStream err) throws UsageException {
        String what =
                "Cannot " + arguments.command() + " " + Text.printable(String.join(" ", arguments.words())) + ": ";
        try {
            boolean well = run(arguments, inputs, output);
            output.requireWritten();
            return well ? OK : FAILED;
        } catch (IOException e) {
            err.println(what + Output.reason(e));
        } catch (InvalidPathException e) {
            err.println(what + "no file can have that name");
        } catch (OutOfMemoryError e) {
            err.println(what + "it takes more memory than there is (start with a larger -Xmx)");
        } catch (RuntimeException e) {
            err.println(what + "this program has a fault: " + Text.printable(e.toString()));
        }
        return FAILED;
    }

    private static boolean run(Arguments arguments, Inputs inputs, Output output) throws IOException, UsageException {
        switch (arguments.command()) {
            case "info" -> {
                return InfoCommand.run(arguments, inputs, output);
            }
            case "verify" -> {
                return VerifyCommand.run(arguments, inputs, output);
            }
            case "export" -> ExportCommand.run(arguments, inputs, output);
            case "chunks" -> ChunkCommands.list(arguments, inputs, output);
            case "extract" -> ChunkCommands.extract(arguments, inputs, output);
            default -> throw new UsageException("there is no command " + arguments.command());
        }
        return true;
    }
}

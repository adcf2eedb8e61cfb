package org.sessionrecording.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where objects come from: paths, {@code -} for standard input, folders that hold {@code session_recording/v1}. */
final class Inputs {
    private static final Pattern OBJECT = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z(\\.\\d+)?\\.json");
    private static final Pattern OTHER_VERSION = Pattern.compile("v\\d+");
    private static final String VERSION = "v1";
    private static final String ROOT = "session_recording";

    private final InputStream in;

    Inputs(InputStream in) {
        this.in = in;
    }

    /** Sees objects one after the other. */
    interface Visitor {
        void object(String name) throws IOException;

        /** Something that should be an object, or lead to some, and is none that this program reads. */
        void bad(String name, String why);

        /**
         * No further parts come of the recordings seen since the last call.
         *
         * @param folder whether they lie in one of an archive's folders, where all their parts should lie
         */
        void endOfGroup(boolean folder);
    }

    StoredFile open(String name) throws IOException {
        return name.equals("-") ? StoredFile.spool("-", in) : StoredFile.open(Path.of(name));
    }

    /** Goes through everything that {@code words} name, in their order; files named one by one are a group. */
    void forEach(List<String> words, Visitor visitor) throws IOException {
        for (String word : words) {
            if (!word.equals("-") && Files.isDirectory(Path.of(word))) {
                walk(Path.of(word), visitor);
            } else {
                visitor.object(word);
            }
        }
        visitor.endOfGroup(false);
    }

    private static void walk(Path folder, Visitor visitor) throws IOException {
        Path root = folder.resolve(ROOT);
        Folder seen = new Folder(visitor);
        Files.walkFileTree(start(Files.isDirectory(root) ? root : folder), seen);
        if (seen.objects == 0) {
            visitor.bad(folder.toString(), "no archive object lies in this folder");
        }
    }

    private static Path start(Path folder) throws IOException {
        return Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
    }

    private static final class Folder extends SimpleFileVisitor<Path> {
        private final Visitor visitor;
        private long objects;

        Folder(Visitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = nameOf(folder);
            Path parent = folder.toAbsolutePath().getParent();
            if (parent == null || !nameOf(parent).equals(ROOT) || name.equals(VERSION)) {
                return FileVisitResult.CONTINUE;
            }
            if (OTHER_VERSION.matcher(name).matches()) {
                visitor.bad(
                        folder.toString(),
                        "it holds objects of version " + name.substring(1)
                                + ", and this program reads version 1 alone (use a newer one)");
            }
            return FileVisitResult.SKIP_SUBTREE; // erased, runs
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile() && OBJECT.matcher(nameOf(file)).matches()) {
                objects++;
                visitor.object(file.toString());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            visitor.bad(file.toString(), "it cannot be read: " + e.getMessage());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            if (e != null) {
                visitor.bad(folder.toString(), "it cannot be listed: " + e.getMessage());
            }
            visitor.endOfGroup(true);
            return FileVisitResult.CONTINUE;
        }
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}

package org.sessionrecording.host.imports;

/**
 * Where a row stands in the order in which rows are read.
 *
 * @param place grows, or stays, from row to row: the id where that is a number, else milliseconds, or what a UUID begins with
 * @param id among rows of one place
 */
record Position(long place, String id) {
    static Position parse(String text) {
        int space = text.indexOf(' ');
        return new Position(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
    }

    @Override
    public String toString() {
        return place + " " + id;
    }
}

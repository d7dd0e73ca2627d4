process.stdout.write("lathe: no commands yet\n");
